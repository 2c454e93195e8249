package salty.cli;

import picocli.CommandLine.IVersionProvider;

/** The version, as the build wrote it into the jar's manifest. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Salty.class.getPackage().getImplementationVersion();
        return new String[] {"salty " + (version == null ? "(unpackaged)" : version) + " on Java "
                + Runtime.version().feature()};
    }
}
