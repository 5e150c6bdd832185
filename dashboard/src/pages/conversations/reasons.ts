/** Why the assistant has given a conversation to a person, in the reader's words. */
import { useLingui } from '@lingui/react/macro';

export function useReasons(): Record<string, string> {
  const { t } = useLingui();
  return {
    asked_for: t`ho ha demanat`,
    complaint: t`es queixa`,
    money: t`és cosa de diners`,
    unsure: t`no ho sap del cert`,
    failed_turns: t`tres respostes seguides no han respost`,
    approval: t`una eina espera que algú l’aprovi`,
    unavailable: t`l’assistent no podia respondre`,
    not_sent: t`la resposta no s’ha pogut enviar`,
    person_wrote: t`hi ha escrit una persona`,
  };
}
