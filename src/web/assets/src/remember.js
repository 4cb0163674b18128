// A list shown as it was left has its state from a cookie; the address gets it too, so that it can be bookmarked and mailed.
const { query } = document.body.dataset;

if (query && !location.search) history.replaceState(history.state, '', `${location.pathname}?${query}${location.hash}`);
