/**
 * Our choice, since the documents name none: the HTTP status that each exception comes with. What its caller can mend is
 * 400, who the caller is 401, what the account may not do 403, no minutes 402, too much 413, and what the service does not
 * get done 500 to 504.
 */
export const STATUSES: Readonly<Record<string, number>> = {
  ASRInterProcessException: 500,
  ASRSocketTimeout: 504,
  ASRConnectionFailed: 503,
  FailedToReadAudioFromURL: 400,
  FailedToParseAudioHeader: 400,
  InvalidAudioFormat: 400,
  FailedToConvertAudio: 400,
  FailedToDecodeAudioFromBytes: 400,
  MissingAudioParam: 400,
  AudioTooBigForSync: 413,
  FailedToUseAudio: 500,
  NoTokenProvided: 401,
  InvalidSessionToken: 401,
  UserDoesNotExist: 403,
  ClientIsNotActive: 403,
  ClientDoesNotHaveAccess: 403,
  ClientHasNoMoreMinutes: 402,
  InvalidHeaderParameter: 401,
};

/** Statuses of a run that is fetched: the documents name neither. */
export const TAKEN = 202;
export const STILL_GOING_ON = 200;
