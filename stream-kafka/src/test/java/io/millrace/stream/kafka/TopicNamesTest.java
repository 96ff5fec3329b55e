package io.millrace.stream.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.stream.PathName;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class TopicNamesTest {
    @Provide
    Arbitrary<PathName> paths() {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .withCharRange('0', '9')
                .withChars("AZ_./~-0")
                .ofMaxLength(PathName.MAX_BYTES)
                .filter(name -> PathName.problem(name).isEmpty())
                .map(PathName::new);
    }

    @Property(tries = 300)
    void topicOf_anyPath_isLegalAndReversible(@ForAll("paths") PathName path) {
        String topic = TopicNames.topicOf(path);
        assertTrue(topic.length() <= 249, topic);
        assertTrue(topic.matches("millrace\\.path\\.[0-9A-Za-z.-]+"), topic);
        assertEquals(Optional.of(path), TopicNames.pathOf(topic));
    }

    @Test
    void topicOf_usualPath_isReadable() {
        assertEquals(
                "millrace.path.live.cam--1-u2", TopicNames.topicOf(new PathName("live/cam-1_2")));
    }

    @Test
    void topicOf_longestPathOfEscapes_fits() {
        PathName path = new PathName("~".repeat(180));
        String topic = TopicNames.topicOf(path);
        assertTrue(topic.length() <= 249, topic);
        assertEquals(Optional.of(path), TopicNames.pathOf(topic));
    }

    @Test
    void pathOf_otherTopics_isEmpty() {
        assertEquals(Optional.empty(), TopicNames.pathOf("__consumer_offsets"));
        assertEquals(Optional.empty(), TopicNames.pathOf("millrace.path.a-x"));
        assertEquals(Optional.empty(), TopicNames.pathOf("millrace.path.a..b"));
    }
}
