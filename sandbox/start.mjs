// npm start. In old syntax on purpose: an old Node.js has to get as far as the message.
import './bootstrap/require-node.mjs';
import('./bootstrap/start.mjs');
