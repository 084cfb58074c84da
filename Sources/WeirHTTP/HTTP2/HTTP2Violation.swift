/// A way for a peer to break HTTP/2.
public enum HTTP2Violation: Error, Sendable, Hashable, CaseIterable {
  /// What is given up in answer, RFC 9113 section 5.4.
  public enum Scope: Sendable, Hashable { case connection, stream }

  // Start of the connection
  case malformedPreface, missingSettings
  // Frames
  case frameTooLong, frameTooShort, paddingTooLong, invalidPriorityLength
  case dataOutsideStream, headersOutsideStream, priorityOutsideStream, resetOutsideStream
  case continuationOutsideStream, settingsInStream, pingInStream, goAwayInStream
  case invalidResetLength, invalidSettingsLength, invalidPingLength, invalidWindowUpdateLength
  case settingsAckWithPayload, unexpectedSettingsAck
  case interruptedFieldBlock, unexpectedContinuation, unexpectedPushPromise
  case lastStreamRaised
  // Settings
  case invalidEnablePush, invalidInitialWindow, invalidMaximumFrame
  case invalidConnectProtocol, connectProtocolWithdrawn
  // Streams
  case unexpectedStreamIdentifier, frameOnIdleStream, headersOnEndedStream
  case frameOnHalfClosedStream, frameOnResetStream, dataOnEndedStream, tooManyStreams
  // Windows
  case connectionWindowExceeded, streamWindowExceeded
  case connectionWindowOverflow, streamWindowOverflow, initialWindowOverflow
  case zeroConnectionIncrement, zeroStreamIncrement
  // Messages
  case malformedFieldBlock, fieldListTooLong
  case malformedFieldName, malformedFieldValue, connectionSpecificField, malformedTE
  case unknownPseudoField, duplicatePseudoField, misplacedPseudoField, pseudoFieldInTrailers
  case missingPseudoField, malformedMethod, malformedScheme, malformedPath, malformedAuthority
  case conflictingHost, malformedConnect, unexpectedConnectProtocol
  case malformedStatus, switchingProtocols, interimEndsStream, tooManyInterimResponses
  case trailersWithoutEnd, dataBeforeHead, fieldsInTunnel
  case malformedContentLength, contentLengthMismatch
  // Excess
  case tooManyPings, tooManyControlFrames, tooManyResets, tooManyEmptyFrames
  case tooManyContinuations, fieldBlockTooLong

  /// The code that RST_STREAM or GOAWAY carries in answer.
  public var code: HTTP2ErrorCode {
    switch self {
    case .frameTooLong, .frameTooShort, .invalidPriorityLength, .invalidResetLength,
      .invalidSettingsLength, .invalidPingLength, .invalidWindowUpdateLength,
      .settingsAckWithPayload:
      .frameSizeError
    case .invalidInitialWindow, .connectionWindowExceeded, .streamWindowExceeded,
      .connectionWindowOverflow, .streamWindowOverflow, .initialWindowOverflow:
      .flowControlError
    case .headersOnEndedStream, .frameOnHalfClosedStream, .frameOnResetStream,
      .dataOnEndedStream:
      .streamClosed
    case .tooManyStreams: .refusedStream
    case .malformedFieldBlock: .compressionError
    case .fieldListTooLong, .tooManyInterimResponses, .tooManyPings, .tooManyControlFrames,
      .tooManyResets, .tooManyEmptyFrames, .tooManyContinuations, .fieldBlockTooLong:
      .enhanceYourCalm
    default: .protocolError
    }
  }

  /// What the rule gives up; an idle or closed stream cannot be reset, the connection goes then.
  public var scope: Scope {
    switch self {
    case .invalidPriorityLength, .frameOnHalfClosedStream, .frameOnResetStream,
      .dataOnEndedStream, .tooManyStreams, .streamWindowExceeded, .streamWindowOverflow,
      .zeroStreamIncrement, .fieldListTooLong,
      .malformedFieldName, .malformedFieldValue, .connectionSpecificField, .malformedTE,
      .unknownPseudoField, .duplicatePseudoField, .misplacedPseudoField, .pseudoFieldInTrailers,
      .missingPseudoField, .malformedMethod, .malformedScheme, .malformedPath,
      .malformedAuthority, .conflictingHost, .malformedConnect, .unexpectedConnectProtocol,
      .malformedStatus, .switchingProtocols, .interimEndsStream, .tooManyInterimResponses,
      .trailersWithoutEnd, .dataBeforeHead, .fieldsInTunnel, .malformedContentLength,
      .contentLengthMismatch:
      .stream
    default: .connection
    }
  }
}
