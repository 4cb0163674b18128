// Small comforts. Every page works without them.
import './menus.js';
import './idle.js';
import './live.js';
import './drafts.js';
import './packing.js';
