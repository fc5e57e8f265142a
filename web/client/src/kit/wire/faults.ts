/** What a server's "no" looks like on each way, as one thing. */

/** No answer came, or none that could be read: what became of the question is not known. */
export class NoAnswer extends Error {}

/** The server's answer is an error; `code` is one of its closed list. */
export class Refused extends Error {
  constructor(
    message: string,
    readonly code: string,
  ) {
    super(message)
  }

  /** Whether it would say so again; a server that was busy or failed may not. */
  get final(): boolean {
    return FINAL.has(this.code)
  }
}

const FINAL = new Set(['UNAUTHENTICATED', 'FORBIDDEN', 'BAD_INPUT', 'NOT_FOUND', 'COST_EXCEEDED', 'SNAPSHOT_REQUIRED'])
/** What a socket's close, or a stream's status, says of who asks. */
const UNWANTED = new Map([
  [4401, 'UNAUTHENTICATED'],
  [4403, 'FORBIDDEN'],
  [401, 'UNAUTHENTICATED'],
  [403, 'FORBIDDEN'],
])

interface Told {
  message?: string
  extensions?: { code?: string }
}

/** The final refusal in what ended a stream; null where trying again may help.
 *
 * `asSomebody`: a token was shown. Without one a closed door means a session that ended: nobody may still look. */
export function refusalIn(fault: unknown, asSomebody: boolean): Refused | null {
  const [told] = (Array.isArray(fault) ? fault : []) as Told[]
  if (told?.extensions?.code) {
    const refused = new Refused(told.message ?? '', told.extensions.code)
    return refused.final ? refused : null
  }
  const { code, response } = (fault ?? {}) as { code?: number; response?: Response }
  // A portal or a proxy that closes its door answers in another form: that is no word of ours.
  const isOurs = response?.headers.get('content-type')?.includes('json') ?? true
  const unwanted = isOurs ? UNWANTED.get(response?.status ?? code ?? 0) : undefined
  return unwanted && asSomebody ? new Refused('', unwanted) : null
}
