package io.millrace.control;

import io.millrace.proto.control.ApplyConfigResponse;
import io.millrace.proto.control.ConfigProblem;
import io.millrace.runtime.config.ConfigEdit;
import io.millrace.runtime.config.ConfigException;
import io.millrace.runtime.config.LiveConfig;
import io.millrace.runtime.config.PushText;
import io.millrace.runtime.job.PostedPushes;
import io.millrace.runtime.job.PostedPushes.Posted;
import io.millrace.stream.PathName;
import io.millrace.stream.push.PushSettings;
import io.millrace.stream.push.PushUrl;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds, changes and removes pushes while everything runs. What is added is posted to all pods; what
 * the settings' file has is changed there. Blocks.
 */
@Singleton
final class PushEdits {
    private static final Logger LOG = LoggerFactory.getLogger(PushEdits.class);

    private final LiveConfig live;
    private final PostedPushes posted;

    PushEdits(LiveConfig live, PostedPushes posted) {
        this.live = live;
        this.posted = posted;
    }

    /** Pushes that a name means. */
    private record Meant(List<Posted> posted, List<PushSettings> inFile) {
        private int urls() {
            Set<PushUrl> urls = new HashSet<>();
            posted.forEach(push -> urls.add(push.settings().url()));
            inFile.forEach(push -> urls.add(push.url()));
            return urls.size();
        }
    }

    /**
     * Makes the change.
     *
     * @param author for the log
     */
    ApplyConfigResponse edit(ConfigEdit edit, String author) {
        Optional<String> problem = PathName.problem(edit.name());
        if (problem.isPresent()) {
            return ApplyConfigResponse.newBuilder()
                    .addProblems(ConfigProblem.newBuilder().setKey("path").setReason(problem.get()))
                    .build();
        }
        try {
            return edit(edit, new PathName(edit.name()), author);
        } catch (ConfigException refused) {
            return ApplyConfigResponse.newBuilder()
                    .addAllProblems(ConfigAnswers.problems(refused.problems()))
                    .build();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private ApplyConfigResponse edit(ConfigEdit edit, PathName path, String author)
            throws ConfigException, InterruptedException {
        String name = PushText.name(edit.settings(), path);
        posted.catchUp(path);
        Meant meant = meant(path, name, edit.operation() == ConfigEdit.Operation.ADD);
        switch (edit.operation()) {
            case ADD -> {
                require(path, meant.urls() == 0, "has this one already");
                posted.add(path, edit.settings());
            }
            case CHANGE -> {
                requireOne(path, meant);
                if (!meant.inFile().isEmpty()) {
                    return ConfigAnswers.applied(live.edit(edit, author));
                }
                posted.change(meant.posted().getFirst(), edit.settings());
            }
            case REMOVE -> {
                requireOne(path, meant);
                if (!meant.inFile().isEmpty()) {
                    ApplyConfigResponse answer = ConfigAnswers.applied(live.edit(edit, author));
                    if (answer.getProblemsCount() > 0 || meant.posted().isEmpty()) {
                        return answer;
                    }
                }
                posted.remove(meant.posted().getFirst());
            }
        }
        LOG.info("path={} a push was changed by {}: {}", path, author, edit.operation());
        return ApplyConfigResponse.newBuilder().setSummary("pushes of path " + path).build();
    }

    /**
     * @param whole whether only the URL itself is a name, not what is shown of it nor its id
     */
    private Meant meant(PathName path, String name, boolean whole) {
        return new Meant(
                posted.list().stream()
                        .filter(push -> push.path().equals(path))
                        .filter(push -> isMeant(push.settings().url(), name, whole))
                        .toList(),
                live.current().settingsOf(path).pushes().stream()
                        .filter(push -> isMeant(push.url(), name, whole))
                        .toList());
    }

    private static boolean isMeant(PushUrl url, String name, boolean whole) {
        return whole ? url.text().equals(name) : url.isCalled(name);
    }

    private static void requireOne(PathName path, Meant meant) throws ConfigException {
        require(path, meant.urls() > 0, "has this one not");
        require(path, meant.urls() == 1, "has several that are called so: use the id");
    }

    private static void require(PathName path, boolean holds, String otherwise)
            throws ConfigException {
        if (!holds) {
            throw PushText.refusal(path, otherwise);
        }
    }
}
