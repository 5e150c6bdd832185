/** Why a file does not go. */
import { useLingui } from '@lingui/react/macro';
import { faultWords } from '~/app/fault-words';
import { apiError } from '~/app/queries';
import type { QueuedFile } from '~/app/use-file-queue';
import { ErrorText } from './error-state';
import { sizeOf } from './size';

export function FileFault({ of: { file, state, error } }: { of: QueuedFile<unknown> }) {
  const { t, i18n } = useLingui();
  const size = sizeOf(file.size, i18n.locale);
  if (state === 'too large') return t`Fa ${size}: no pot passar de 20 MB.`;
  const [fault] = apiError(error)?.errors ?? [];
  return fault ? faultWords(fault) : <ErrorText error={error} />;
}
