/** What an answer has: its fields, as those of the input of a workflow are typed; as JSON on request, and where it says more than fields. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { FieldProps } from '~/app/use-form';
import { TextButton } from '~/ui/button';
import { TextArea } from '~/ui/field';
import fieldStyles from '~/ui/field.module.css';
import { InputFields } from '../workflows/editor/form/input-fields';
import { isFields } from '../workflows/logic/access';
import { schemaOf } from './agent-values';

export function SchemaField({ value, onChange, error, name }: FieldProps<string>) {
  const { t } = useLingui();
  const [isText, setText] = useState(false);
  const schema = schemaOf(value);
  const canBeForm = schema === null || isOfFields(schema);
  const isForm = canBeForm && !isText;
  return (
    <div className={fieldStyles.field}>
      {isForm ? (
        <>
          <InputFields
            legend={t`Què té la resposta`}
            isForm={false}
            error={error}
            value={schema ?? undefined}
            onChange={(next) => onChange(next ? JSON.stringify(next, null, 2) : '')}
          />
          <p className={fieldStyles.hint}>
            <Trans>Sense camps, respon amb un text.</Trans>
          </p>
        </>
      ) : (
        <TextArea
          label={t`Esquema de la resposta`}
          isOptional
          rows={6}
          spellCheck={false}
          hint={t`Un JSON Schema d’un objecte. Sense esquema, respon amb un text.`}
          {...{ name, value, onChange, error }}
        />
      )}
      {canBeForm && (
        <div>
          <TextButton onClick={() => setText(!isText)}>{isForm ? <Trans>Escriu-ho com a JSON</Trans> : <Trans>Omple-ho en un formulari</Trans>}</TextButton>
        </div>
      )}
    </div>
  );
}

/** Whether a schema is that of an object by its fields; the rest, such as alternatives, is no form. */
function isOfFields(schema: unknown): boolean {
  return isFields(schema) && (isFields(schema['properties']) || Object.keys(schema).every((name) => name === 'type'));
}
