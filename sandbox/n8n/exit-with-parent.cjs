// Preloaded into n8n: when the process that started it is gone, even if killed, n8n ends too instead of
// staying behind with the sandbox's ports and database.
if (process.send) process.on('disconnect', () => process.exit(1));
