/** What a text for an agent is about: a contact, the messages with it, a case, an invoice, each chosen by its name. */
import { Trans, useLingui } from '@lingui/react/macro';
import type { FieldProps } from '~/app/use-form';
import { Checkbox, TextArea } from '~/ui/field';
import { PickContact } from '../contacts/contact-picker';
import { PickSearched } from '../workflows/editor/form/searched';
import styles from './agents.module.css';
import type { PlaygroundValues } from './context-values';

interface ContextFieldsProps {
  field: <Name extends keyof PlaygroundValues & string>(name: Name, at?: string) => FieldProps<PlaygroundValues[Name]>;
}

export function ContextFields({ field }: ContextFieldsProps) {
  const { t } = useLingui();
  const contact = field('contact', 'conversation_id');
  const json = field('json', 'input.context');
  return (
    <fieldset className={styles.servers}>
      <legend>
        <Trans>De què tracta</Trans>
      </legend>
      <p className="quiet">
        <Trans>Se li diu tot el que en saps, com és ara.</Trans>
      </p>
      <PickContact label={t`Contacte`} isOptional {...contact} />
      {contact.value && (
        <Checkbox
          label={t`Recorda els missatges que hi ha amb aquest contacte`}
          hint={t`Com en una conversa: del contacte només veu el que li deixes veure, i les eines tracten d’aquest contacte.`}
          {...field('remembers')}
        />
      )}
      <PickSearched of="case" label={t`Cas`} isOptional {...field('case')} />
      <PickSearched of="invoice" label={t`Factura`} isOptional {...field('invoice')} />
      <details open={json.error !== undefined || undefined}>
        <summary>
          <Trans>Altres dades, com a JSON</Trans>
        </summary>
        <TextArea label={t`Context`} isOptional rows={4} spellCheck={false} hint={t`Un objecte JSON amb el que més hagi de saber.`} {...json} />
      </details>
    </fieldset>
  );
}
