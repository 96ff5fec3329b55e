package io.millrace.media.dash;

import java.util.ArrayDeque;
import java.util.Deque;

/** Writes XML: elements, attributes and text, escaped, an element a line. Not thread-safe. */
final class XmlText {
    private final StringBuilder text;
    private final Deque<String> open = new ArrayDeque<>();
    private boolean inTag;

    XmlText(int expectedLength) {
        text = new StringBuilder(expectedLength);
        text.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    }

    XmlText begin(String element) {
        closeTag();
        indent();
        text.append('<').append(element);
        open.push(element);
        inTag = true;
        return this;
    }

    /** Of the element that was begun last; before its content. */
    XmlText attribute(String name, String value) {
        if (!inTag) {
            throw new IllegalStateException("attribute " + name + " outside of a tag");
        }
        text.append(' ').append(name).append("=\"");
        escape(value);
        text.append('"');
        return this;
    }

    XmlText attribute(String name, long value) {
        return attribute(name, Long.toString(value));
    }

    XmlText end() {
        String element = open.pop();
        if (inTag) {
            text.append("/>\n");
            inTag = false;
        } else {
            indent();
            text.append("</").append(element).append(">\n");
        }
        return this;
    }

    private void closeTag() {
        if (inTag) {
            text.append(">\n");
            inTag = false;
        }
    }

    private void indent() {
        text.append("  ".repeat(open.size()));
    }

    private void escape(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '&' -> text.append("&amp;");
                case '<' -> text.append("&lt;");
                case '"' -> text.append("&quot;");
                default -> text.append(c);
            }
        }
    }

    String text() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("not ended: " + open);
        }
        return text.toString();
    }
}
