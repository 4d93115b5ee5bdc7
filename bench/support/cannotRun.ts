/** The bench lacks something that is not its own, such as a server; the message says what to do. */
export class CannotRun extends Error {}
