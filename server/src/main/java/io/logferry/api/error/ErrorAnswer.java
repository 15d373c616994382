package io.logferry.api.error;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The body of every error of the RDS API. */
public record ErrorAnswer(
        @JsonProperty("error_code") String errorCode,
        @JsonProperty("error_msg") String errorMessage) {}
