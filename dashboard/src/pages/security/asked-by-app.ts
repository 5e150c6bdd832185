/**
 * The query with which an app has opened the page, as it was when the dashboard was loaded: the router writes the address anew, by
 * its own rules, and the app's `state` must come back to the letter.
 */
export const askedByApp = window.location.search.slice(1);
