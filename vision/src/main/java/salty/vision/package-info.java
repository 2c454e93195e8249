/**
 * The application's face: {@link salty.vision.Classifier} names what is on pictures, {@link salty.vision.Moderator}
 * gives verdicts. Every front end, a command line, a server, a cluster, a program, calls these and gets the same bytes.
 */
package salty.vision;
