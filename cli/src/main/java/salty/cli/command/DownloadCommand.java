package salty.cli.command;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import salty.cli.console.Console;
import salty.cli.console.DownloadProgress;
import salty.cli.console.Results;
import salty.engine.UserException;
import salty.engine.backend.CacheFolder;
import salty.loader.download.Download;
import salty.loader.download.PublishedFile;

/** Fetches published weights into Salty's cache. */
@Command(name = "download", description = "Fetches published weights, from where their makers put them, with their MD5 "
        + "checked. A download that broke off goes on.",
        footer = {"", "Example:", "  salty download vgg16", "  salty classify --model vgg16 photo.jpg"})
public final class DownloadCommand implements Callable<Integer> {
    @Mixin
    private Console console;

    @Parameters(paramLabel = "MODEL", description = "vgg16: Keras' file, 553 MB.")
    private String model;

    @Option(names = "--from", paramLabel = "URL", description = "Another address of the same file, such as a mirror.")
    private URI from;

    @Override
    public Integer call() {
        PublishedFile wanted = PublishedFile.of(model).orElseThrow(() -> new UserException("no model '" + model
                + "' to download; there is " + String.join(", ", PublishedFile.ALL.stream().map(PublishedFile::model)
                        .toList())));
        if (from != null && !Download.isSafe(from)) {
            throw new UserException("--from " + from + ": must begin with https://");
        }
        console.result("%s", Results.shown(fetch(wanted, Path.of(System.getProperty("user.home")),
                CacheFolder.standard())));
        return 0;
    }

    /** Where the file lies after all: where it is already, or in the cache. */
    private Path fetch(PublishedFile wanted, Path home, Path cache) {
        Optional<Path> present = wanted.find(home, cache);
        if (present.isPresent()) {
            String actual = Download.md5(present.get());
            if (!actual.equals(wanted.md5())) {
                throw new UserException(present.get() + ": has MD5 " + actual + " instead of " + wanted.md5()
                        + ", so it is not the published file; move it away and run this again");
            }
            console.note("%s is there already, and its MD5 is right", wanted.model());
            return present.get();
        }
        Path target = wanted.inCache(cache);
        URI address = from == null ? wanted.address() : from;
        console.note("%s to %s", address, target.getParent());
        try (DownloadProgress progress = new DownloadProgress(console)) {
            Download.fetch(address, target, wanted.md5(), wanted.bytes(), progress);
        }
        console.note("its MD5 is right; --model %s finds it", wanted.model());
        return target;
    }
}
