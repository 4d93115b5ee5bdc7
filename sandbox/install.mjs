// node sandbox/install.mjs [runtime]: installs what the project's commands need, and with `runtime`
// the real n8n too. In old syntax on purpose: an old Node.js has to get as far as the message.
import './bootstrap/require-node.mjs';
import('./bootstrap/install.mjs').then(function (bootstrap) {
	return bootstrap.installOrExit({ runtime: process.argv.indexOf('runtime') > 0 });
});
