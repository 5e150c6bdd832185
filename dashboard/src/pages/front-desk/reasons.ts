/** Why the desk hands over, in words. */
import { useLingui } from '@lingui/react/macro';

/** The reasons that settings may name, with the words for each. */
export function useReasons(): Record<string, string> {
  const { t } = useLingui();
  return {
    asked_for: t`demana parlar amb una persona`,
    unsure: t`l’assistent no ho sap`,
    complaint: t`es queixa`,
    money: t`parla de devolucions, descomptes o pagaments`,
    failed_turns: t`tres respostes seguides no han servit`,
  };
}
