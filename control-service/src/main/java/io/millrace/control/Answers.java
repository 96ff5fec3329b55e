package io.millrace.control;

import com.google.protobuf.Message;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a route of the JSON API takes and answers: {@link OpenApi} is made of it. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Answers {
    /** One line for people. */
    String summary();

    /** The answer is this message as JSON; nothing: JSON or YAML of no fixed form. */
    Class<? extends Message>[] message() default {};

    /** The answer is a page of these messages. */
    boolean page() default false;

    /** The body is this message as JSON; nothing: none, or what {@link #text} says. */
    Class<? extends Message>[] body() default {};

    /** What a body of no fixed form is. */
    String text() default "";

    /** The answers that are no success, but for those of every route. */
    Refusal[] refusals() default {};

    /** Kinds of refusals. */
    enum Refusal {
        /** 400 with the problems of settings. */
        PROBLEMS,
        /** 400 with an error. */
        BAD_REQUEST,
        /** 404 with an error. */
        NOT_FOUND
    }
}
