import {
	type ICredentialDataDecryptedObject,
	type ICredentials,
	ICredentialsHelper,
	type IDataObject,
	type IHttpRequestOptions,
	type INodeCredentialsDetails,
	type INodeProperties,
} from 'n8n-workflow';

/** n8n's store of credentials, holding one, whose OAuth2 tokens are kept when they are renewed. */
export class CredentialsOf extends ICredentialsHelper {
	constructor(private readonly data: IDataObject) {
		super();
	}

	override async getDecrypted(): Promise<ICredentialDataDecryptedObject> {
		return { ...this.data } as ICredentialDataDecryptedObject;
	}

	override getParentTypes(): string[] {
		return [];
	}

	override isCredentialUsableByNode(): boolean {
		return true;
	}

	override async authenticate(): Promise<IHttpRequestOptions> {
		throw new Error('Not for mail credentials');
	}

	override async preAuthentication(): Promise<undefined> {
		return undefined;
	}

	override async runPreAuthentication(): Promise<undefined> {
		return undefined;
	}

	override async getCredentials(): Promise<ICredentials> {
		throw new Error('Only decrypted credentials are in this store');
	}

	override async updateCredentials(): Promise<void> {}

	override async updateCredentialsOauthTokenData(
		_node: INodeCredentialsDetails,
		_type: string,
		{ oauthTokenData }: ICredentialDataDecryptedObject,
	): Promise<void> {
		this.data.oauthTokenData = oauthTokenData;
	}

	override getCredentialsProperties(): INodeProperties[] {
		return [];
	}
}
