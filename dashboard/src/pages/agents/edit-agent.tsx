/** Making an agent, and changing one. What another person changed meanwhile is not overwritten: the API compares versions. */
import type { Agent, CreateAgent } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import type { Source } from '~/app/cache-keys';
import { type FieldProps, useForm } from '~/app/use-form';
import { Dialog } from '~/ui/dialog';
import { RadioField, SelectField, TextArea, TextField } from '~/ui/field';
import { Form, FormActions } from '~/ui/form';
import { NumberField } from '~/ui/number-field';
import { type AgentValues, creditsFor, definitionOf, modelsFor, valuesOf } from './agent-values';
import type { ToolValues } from './grants';
import { SchemaField } from './schema-field';
import { SeesField } from './sees-field';
import { isServerTool } from './server-tools';
import { ServerToolsField } from './server-tools-field';
import { ToolsField } from './tools-field';

const AGAIN: Source[] = ['agents.list', 'agents.get', 'usage.get'];

export function CreateAgentDialog({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const form = useForm(valuesOf(), (client, values) => client.agents.create(definitionOf(values, true) as CreateAgent), {
    again: AGAIN,
    done: t`S’ha creat l’agent.`,
    onDone: ({ id }) => void navigate({ to: '/agents/$id', params: { id } }),
  });
  return (
    <Dialog title={t`Crea un agent`} kind="wide" onClose={onClose}>
      <Form form={form} label={t`Crea un agent`}>
        <AgentFields field={form.field} isNew />
        <FormActions form={form} onCancel={onClose}>
          <Trans>Crea l’agent</Trans>
        </FormActions>
      </Form>
    </Dialog>
  );
}

export function EditAgentDialog({ of: agent, onClose }: { of: Agent; onClose: () => void }) {
  const { t } = useLingui();
  const form = useForm(
    valuesOf(agent),
    (client, values) => client.agents.update(agent.id, { ...definitionOf(values), version: agent.version }),
    { again: AGAIN, done: t`S’han desat els canvis.`, onDone: onClose },
  );
  return (
    <Dialog title={t`Edita «${agent.name}»`} kind="wide" onClose={onClose}>
      <Form form={form} label={t`Edita l’agent`}>
        <AgentFields field={form.field} agentId={agent.id} />
        <RadioField
          label={t`Estat`}
          isInARow
          {...form.field('status')}
          options={[
            { value: 'active', label: t`Actiu` },
            { value: 'inactive', label: t`Inactiu` },
          ]}
        />
        <FormActions form={form} onCancel={onClose}>
          <Trans>Desa</Trans>
        </FormActions>
      </Form>
    </Dialog>
  );
}

interface AgentFieldsProps {
  field: <Name extends keyof AgentValues & string>(name: Name, at?: string) => FieldProps<AgentValues[Name]>;
  isNew?: boolean;
  agentId?: string;
}

function AgentFields({ field, isNew = false, agentId }: AgentFieldsProps) {
  const { t } = useLingui();
  const tools = field('tools');
  const faultOf = (tool: ToolValues) => field('tools', `tools[${tools.value.indexOf(tool)}]`).error;
  const isOfServer = tools.value.some((tool) => isServerTool(tool.name) && faultOf(tool) === tools.error);
  const model = field('model');
  const credits = field('maximum_credits');
  const models = modelsFor(model.value).map(({ name, factor }) => ({
    value: name,
    label: factor === 1 ? name : t`${name} (crèdits × ${factor})`,
  }));
  const choose = (name: string) => {
    model.onChange(name);
    credits.onChange(creditsFor(name, '').at(-1) ?? '');
  };
  return (
    <>
      <TextField label={t`Nom`} autoComplete="off" {...field('name')} />
      <TextField label={t`Per a què serveix`} isOptional autoComplete="off" {...field('description')} />
      <TextArea label={t`Instruccions`} rows={8} hint={t`Què ha de fer el model amb cada text.`} {...field('instructions')} />
      <ToolsField {...tools} error={isOfServer ? undefined : tools.error} />
      <ServerToolsField agentId={agentId} value={tools.value} onChange={tools.onChange} faultOf={faultOf} />
      <SeesField {...field('sees')} />
      <SchemaField {...field('output_schema')} />
      <TextField label={t`Categoria`} hint={t`Una paraula en minúscules, per trobar-lo.`} autoComplete="off" {...field('category')} />
      <SelectField
        label={t`Model`}
        {...model}
        onChange={choose}
        options={isNew ? [{ value: '', label: t`El de la plataforma` }, ...models] : models}
      />
      <SelectField
        label={t`Crèdits, com a màxim`}
        {...credits}
        options={creditsFor(model.value, credits.value).map((value) => ({ value, label: value }))}
      />
      <NumberField
        label={t`Crèdits d’un dia, com a màxim`}
        isOptional
        isWhole
        hint={t`Entre totes les execucions. Quan n’ha gastat el 80 %, i quan els ha gastat tots, s’avisa per correu a les persones propietàries.`}
        {...field('daily_credits')}
      />
    </>
  );
}
