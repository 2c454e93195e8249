package salty.vision.scan;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import salty.loader.file.Sha256;
import salty.vision.moderation.Verdict;

/**
 * Answers kept from scan to scan: a file each, named by a hash of the picture's hash, the weights' hash and all
 * settings, so that whatever could change an answer changes its name. Several scans may share a cache.
 */
public final class AnswerCache {

    private final Path folder;
    private final String fingerprint;

    /**
     * @param folder      made if it is not there
     * @param fingerprint of the weights and of all settings that answers depend on
     */
    public AnswerCache(Path folder, String fingerprint) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.fingerprint = fingerprint;
    }

    /** The answer on a picture with this hash; empty if it is not known, or what is kept is damaged. */
    Optional<Answer> find(String sha256) {
        Path file = file(sha256);
        try {
            Answer answer = RecordJson.readAnswer(Files.readString(file, StandardCharsets.UTF_8));
            return answer.sha256().equals(sha256) && answer.verdict() != Verdict.ERROR
                    ? Optional.of(answer) : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Keeps an answer; an error is not kept, for more memory or a higher limit may mend it. */
    void keep(Answer answer) throws IOException {
        if (answer.verdict() == Verdict.ERROR) {
            return;
        }
        Path file = file(answer.sha256());
        Files.createDirectories(file.getParent());
        // Not Files.createTempFile, whose files are their owner's alone: a cache may be shared.
        Path fresh = file.resolveSibling("answer" + UUID.randomUUID() + ".tmp");
        try {
            Files.writeString(fresh, RecordJson.write(answer), StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private Path file(String sha256) {
        String key = Sha256.hex(sha256 + "\n" + fingerprint);
        return folder.resolve(key.substring(0, 2)).resolve(key.substring(2) + ".json");
    }
}
