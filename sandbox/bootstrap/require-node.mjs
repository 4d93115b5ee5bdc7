// In old syntax on purpose: an old Node.js has to get as far as the message.
var oldest = 20;

if (Number(process.versions.node.split('.')[0]) < oldest) {
	console.error('Envelope needs Node.js ' + oldest + ' or newer; this is ' + process.version + '.');
	console.error('Get a current one from https://nodejs.org, then run the same command again.');
	process.exit(1);
}
