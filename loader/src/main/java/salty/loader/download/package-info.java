/**
 * Published weights: {@link salty.loader.download.PublishedFile} says where they lie and what they are,
 * {@link salty.loader.download.Download} fetches them. Nothing here is called unless the user asks for it.
 */
package salty.loader.download;
