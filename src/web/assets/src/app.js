// Small comforts. Every page works without them.
import './remember.js';
import './menus.js';
import './idle.js';
import './live.js';
import './drafts.js';
import './packing.js';
import './lookup.js';
import './upload.js';
