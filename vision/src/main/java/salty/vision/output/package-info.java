/** What commands leave behind: folders of results that appear all at once, manifests, the web page. */
package salty.vision.output;

