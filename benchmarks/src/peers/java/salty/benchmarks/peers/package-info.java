/**
 * Other engines, run on VGG16 with the very same weights: each {@link salty.benchmarks.peers.Contestant} lives in a
 * {@link salty.benchmarks.peers.PeerProcess} of its own and takes turns. Compiled by the Maven profile {@code peers}
 * only.
 */
package salty.benchmarks.peers;
