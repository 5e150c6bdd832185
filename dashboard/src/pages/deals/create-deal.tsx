/** The form of a new deal. */
import type { Pipeline } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { usePerson } from '~/app/session';
import { useChange } from '~/app/use-change';
import { useForm } from '~/app/use-form';
import { Dialog } from '~/ui/dialog';
import { Checkbox, SelectField } from '~/ui/field';
import { Form, FormActions } from '~/ui/form';
import { DealFields, filled, NOTHING } from './deal-fields';
import { AGAIN } from './reading';
import { targetsOf } from './states';

interface CreateDealProps {
  pipeline: Pipeline;
  contact: string | undefined;
  onClose: () => void;
}

export function CreateDeal({ pipeline, contact = '', onClose }: CreateDealProps) {
  const { t } = useLingui();
  const { id: me } = usePerson();
  const change = useChange();
  const stages = targetsOf(pipeline).filter(({ outcome }) => outcome === 'open');
  const form = useForm(
    { ...NOTHING, contact_id: contact, stage_id: stages[0]?.id ?? '', is_mine: true },
    (client, { stage_id, is_mine, ...values }) =>
      client.deals.create({ ...filled(values), pipeline_id: pipeline.id, stage_id, ...(is_mine && { owner_id: me }) }),
    { again: AGAIN, done: ({ title }) => t`S’ha creat «${title}».`, onDone: ({ id }) => change({ new: undefined, id }) },
  );
  return (
    <Dialog title={t`Crea una oportunitat`} onClose={onClose}>
      <Form form={form}>
        <DealFields form={form} currency="EUR" />
        <SelectField label={t`Etapa`} {...form.field('stage_id')} options={stages.map(({ id, name }) => ({ value: id, label: name }))} />
        <Checkbox label={t`Me n’encarrego jo`} {...form.field('is_mine')} />
        <FormActions form={form} onCancel={onClose}>
          <Trans>Crea l’oportunitat</Trans>
        </FormActions>
      </Form>
    </Dialog>
  );
}
