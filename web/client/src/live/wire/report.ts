/** Tells the server how this screen does. */

import { tell } from '@/kit/wire/client'
import { ReportScreenDocument, type ReportScreenMutationVariables } from './screen.gql'

/** Sends one report. Returns whether it arrived: a lost one is not sent again, the next is newer. */
export async function report(input: ReportScreenMutationVariables['input']): Promise<boolean> {
  return tell(ReportScreenDocument, { input }).then(
    () => true,
    () => false,
  )
}
