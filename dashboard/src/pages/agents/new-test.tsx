/** A new test of an agent: what is written, and what the last answer must be like. */
import type { Agent } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useForm } from '~/app/use-form';
import { Dialog } from '~/ui/dialog';
import { Checkbox, CheckField, SelectField, TextArea, TextField } from '~/ui/field';
import { Form, FormActions } from '~/ui/form';
import { toolName } from './agent-values';
import { type TestValues, NEW_TEST, testOf } from './test-values';
import { useToolWords } from './tool-words';

export function NewTestDialog({ of: agent, onClose }: { of: Agent; onClose: () => void }) {
  const { t } = useLingui();
  const form = useForm<TestValues, unknown>(NEW_TEST, (client, values) => client.agents.testsSave(testOf(values, agent.id)), {
    again: ['agents.testsList'],
    done: t`S’ha desat la prova.`,
    onDone: onClose,
  });
  const wordsOf = useToolWords();
  const tools = agent.tools.map(toolName).map((name) => ({ value: name, label: wordsOf(name).title }));
  const words = t`Una expressió a cada línia.`;
  return (
    <Dialog title={t`Afegeix una prova`} kind="wide" onClose={onClose}>
      <Form form={form} label={t`Afegeix una prova`}>
        <TextField label={t`Nom`} {...form.field('name')} />
        <TextArea label={t`Què se li escriu`} rows={4} hint={t`Un missatge a cada línia; respon cadascun abans del següent.`} {...form.field('texts', 'turns')} />
        <TextArea label={t`L’última resposta ha de dir`} isOptional rows={2} hint={words} {...form.field('says', 'turns.says')} />
        <TextArea label={t`I no ha de dir`} isOptional rows={2} hint={words} {...form.field('never_says', 'turns.never_says')} />
        {tools.length > 0 && (
          <>
            <CheckField label={t`Ha de fer servir les eines`} isOptional isInARow {...form.field('calls', 'turns.calls')} options={tools} />
            <CheckField label={t`I no pot fer servir`} isOptional isInARow {...form.field('never_calls', 'turns.never_calls')} options={tools} />
          </>
        )}
        <Checkbox
          label={t`Respon com a la recepció`}
          hint={t`Amb la configuració de la recepció, i sense saber amb qui parla.`}
          name="front_desk"
          value={form.values.front_desk}
          onChange={(front_desk) => form.setValues({ ...form.values, front_desk })}
        />
        {form.values.front_desk && (
          <SelectField
            label={t`A l’última resposta`}
            {...form.field('hands_over', 'turns.hands_over')}
            options={[
              { value: 'any', label: t`Tant és qui continuï` },
              { value: 'yes', label: t`Ha de continuar una persona` },
              { value: 'no', label: t`Ha de continuar l’assistent` },
            ]}
          />
        )}
        <FormActions form={form} onCancel={onClose}>
          <Trans>Desa la prova</Trans>
        </FormActions>
      </Form>
    </Dialog>
  );
}
