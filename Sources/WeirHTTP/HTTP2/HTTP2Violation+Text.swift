extension HTTP2Violation {
  /// The rule that was broken, such as `RFC 9113 section 6.9.1`.
  public var section: StaticString {
    switch self {
    case .malformedPreface, .missingSettings: "RFC 9113 section 3.4"
    case .frameTooLong, .frameTooShort: "RFC 9113 section 4.2"
    case .malformedFieldBlock: "RFC 9113 section 4.3"
    case .frameOnIdleStream, .headersOnEndedStream, .frameOnHalfClosedStream,
      .frameOnResetStream:
      "RFC 9113 section 5.1"
    case .unexpectedStreamIdentifier: "RFC 9113 section 5.1.1"
    case .tooManyStreams: "RFC 9113 section 5.1.2"
    case .paddingTooLong, .dataOutsideStream, .dataOnEndedStream: "RFC 9113 section 6.1"
    case .headersOutsideStream, .interruptedFieldBlock: "RFC 9113 section 6.2"
    case .invalidPriorityLength, .priorityOutsideStream: "RFC 9113 section 6.3"
    case .invalidResetLength, .resetOutsideStream: "RFC 9113 section 6.4"
    case .invalidSettingsLength, .settingsAckWithPayload, .settingsInStream:
      "RFC 9113 section 6.5"
    case .invalidEnablePush, .invalidInitialWindow, .invalidMaximumFrame:
      "RFC 9113 section 6.5.2"
    case .unexpectedSettingsAck: "RFC 9113 section 6.5.3"
    case .unexpectedPushPromise: "RFC 9113 section 6.6"
    case .invalidPingLength, .pingInStream: "RFC 9113 section 6.7"
    case .goAwayInStream, .lastStreamRaised: "RFC 9113 section 6.8"
    case .invalidWindowUpdateLength, .zeroConnectionIncrement, .zeroStreamIncrement:
      "RFC 9113 section 6.9"
    case .connectionWindowExceeded, .streamWindowExceeded, .connectionWindowOverflow,
      .streamWindowOverflow:
      "RFC 9113 section 6.9.1"
    case .initialWindowOverflow: "RFC 9113 section 6.9.2"
    case .unexpectedContinuation, .continuationOutsideStream: "RFC 9113 section 6.10"
    case .invalidConnectProtocol, .connectProtocolWithdrawn: "RFC 8441 section 3"
    case .unexpectedConnectProtocol: "RFC 8441 section 4"
    default: messageSection
    }
  }

  private var messageSection: StaticString {
    switch self {
    case .interimEndsStream, .trailersWithoutEnd, .dataBeforeHead, .pseudoFieldInTrailers:
      "RFC 9113 section 8.1"
    case .malformedContentLength, .contentLengthMismatch: "RFC 9113 section 8.1.1"
    case .malformedFieldName, .malformedFieldValue: "RFC 9113 section 8.2.1"
    case .connectionSpecificField, .malformedTE: "RFC 9113 section 8.2.2"
    case .unknownPseudoField, .duplicatePseudoField, .misplacedPseudoField:
      "RFC 9113 section 8.3"
    case .missingPseudoField, .malformedMethod, .malformedScheme, .malformedPath,
      .malformedAuthority, .conflictingHost:
      "RFC 9113 section 8.3.1"
    case .malformedStatus: "RFC 9113 section 8.3.2"
    case .malformedConnect, .fieldsInTunnel: "RFC 9113 section 8.5"
    case .switchingProtocols: "RFC 9113 section 8.6"
    case .fieldListTooLong, .fieldBlockTooLong, .tooManyContinuations:
      "RFC 9113 section 10.5.1"
    case .tooManyInterimResponses: "RFC 9110 section 15.2"
    default: "RFC 9113 section 10.5"
    }
  }
}

extension HTTP2Violation: CustomStringConvertible {
  /// What the peer did, to follow its name: `sent SETTINGS on a stream`.
  public var description: String {
    switch self {
    case .malformedPreface: "did not begin with the HTTP/2 preface"
    case .missingSettings: "did not begin with SETTINGS"
    case .frameTooLong: "sent a frame longer than our SETTINGS_MAX_FRAME_SIZE"
    case .frameTooShort: "sent a frame too short for what it must hold"
    case .paddingTooLong: "sent padding as long as the frame or longer"
    case .invalidPriorityLength: "sent a PRIORITY that is not 5 bytes long"
    case .dataOutsideStream: "sent DATA on stream 0"
    case .headersOutsideStream: "sent HEADERS on stream 0"
    case .priorityOutsideStream: "sent PRIORITY on stream 0"
    case .resetOutsideStream: "sent RST_STREAM on stream 0"
    case .continuationOutsideStream: "sent CONTINUATION on stream 0"
    case .settingsInStream: "sent SETTINGS on a stream"
    case .pingInStream: "sent PING on a stream"
    case .goAwayInStream: "sent GOAWAY on a stream"
    case .invalidResetLength: "sent a RST_STREAM that is not 4 bytes long"
    case .invalidSettingsLength: "sent a SETTINGS whose length is no multiple of 6"
    case .invalidPingLength: "sent a PING that is not 8 bytes long"
    case .invalidWindowUpdateLength: "sent a WINDOW_UPDATE that is not 4 bytes long"
    case .settingsAckWithPayload: "sent a SETTINGS acknowledgement with a payload"
    case .unexpectedSettingsAck: "acknowledged SETTINGS that were not sent"
    case .interruptedFieldBlock: "sent another frame inside a field block"
    case .unexpectedContinuation: "sent CONTINUATION without a field block to continue"
    case .unexpectedPushPromise: "sent PUSH_PROMISE, which is turned off"
    case .lastStreamRaised: "raised the last stream in a second GOAWAY"
    case .invalidEnablePush: "sent SETTINGS_ENABLE_PUSH with a value not allowed"
    case .invalidInitialWindow: "sent SETTINGS_INITIAL_WINDOW_SIZE beyond 2^31-1"
    case .invalidMaximumFrame: "sent SETTINGS_MAX_FRAME_SIZE out of its range"
    case .invalidConnectProtocol: "sent SETTINGS_ENABLE_CONNECT_PROTOCOL other than 0 or 1"
    case .connectProtocolWithdrawn: "turned SETTINGS_ENABLE_CONNECT_PROTOCOL off again"
    case .unexpectedStreamIdentifier: "opened a stream with an identifier it may not use"
    case .frameOnIdleStream: "sent a frame on a stream that is idle"
    case .headersOnEndedStream: "sent HEADERS on a stream that both ends had ended"
    case .frameOnHalfClosedStream: "sent a frame behind its END_STREAM"
    case .frameOnResetStream: "sent a frame behind its RST_STREAM"
    case .dataOnEndedStream: "sent DATA on a stream that both ends had ended"
    case .tooManyStreams: "opened more streams than our SETTINGS_MAX_CONCURRENT_STREAMS"
    default: messageDescription
    }
  }

  private var messageDescription: String {
    switch self {
    case .connectionWindowExceeded: "sent more than the window of the connection"
    case .streamWindowExceeded: "sent more than the window of the stream"
    case .connectionWindowOverflow: "raised the window of the connection beyond 2^31-1"
    case .streamWindowOverflow: "raised the window of a stream beyond 2^31-1"
    case .initialWindowOverflow: "raised the initial window so that a stream's passed 2^31-1"
    case .zeroConnectionIncrement: "sent a WINDOW_UPDATE of 0 for the connection"
    case .zeroStreamIncrement: "sent a WINDOW_UPDATE of 0 for a stream"
    case .malformedFieldBlock: "sent a field block that cannot be decompressed"
    case .fieldListTooLong: "sent a longer field list than we said we accept"
    case .malformedFieldName: "sent a field name with a byte not allowed, such as a capital"
    case .malformedFieldValue: "sent a field value with a byte not allowed"
    case .connectionSpecificField: "sent a field that belongs to HTTP/1.1 connections"
    case .malformedTE: "sent TE with something else than trailers"
    case .unknownPseudoField: "sent a pseudo field that is not defined for the message"
    case .duplicatePseudoField: "sent a pseudo field twice"
    case .misplacedPseudoField: "sent a pseudo field behind a regular one"
    case .pseudoFieldInTrailers: "sent a pseudo field in trailers"
    case .missingPseudoField: "left out a pseudo field"
    case .malformedMethod: "sent a method that is no token"
    case .malformedScheme: "sent a scheme that is none"
    case .malformedPath: "sent a path that does not begin with /"
    case .malformedAuthority: "sent a malformed authority"
    case .conflictingHost: "sent a Host that differs from the authority"
    case .malformedConnect: "sent CONNECT with a scheme or path, or without authority"
    case .unexpectedConnectProtocol: "sent :protocol where it may not stand"
    case .malformedStatus: "sent a status that is not three digits"
    case .switchingProtocols: "sent status 101"
    case .interimEndsStream: "ended the stream with an interim response"
    case .tooManyInterimResponses: "sent more interim responses than the limit"
    case .trailersWithoutEnd: "sent trailers without END_STREAM"
    case .dataBeforeHead: "sent DATA before the head of its message"
    case .fieldsInTunnel: "sent HEADERS on a connected tunnel"
    case .malformedContentLength: "sent a content-length that is not one number"
    case .contentLengthMismatch: "sent a body of another length than announced"
    case .tooManyPings: "sent PINGs more often than allowed"
    case .tooManyControlFrames: "sent too many frames that must be answered"
    case .tooManyResets: "had too many streams reset"
    case .tooManyEmptyFrames: "sent too many empty DATA frames in a row"
    case .tooManyContinuations: "sent too many CONTINUATIONs for one field block"
    case .fieldBlockTooLong: "sent a field block over the limit"
    default: "broke a rule"
    }
  }
}
