/** Moving a deal to a stage of lost ones: why, if somebody knows. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useForm } from '~/app/use-form';
import { Dialog } from '~/ui/dialog';
import { TextArea } from '~/ui/field';
import { Form, FormActions } from '~/ui/form';
import { AGAIN, type Move } from './reading';

export function LoseDeal({ move: { deal, stage }, onClose }: { move: Move; onClose: () => void }) {
  const { t } = useLingui();
  const form = useForm(
    { lost_reason: '' },
    (client, { lost_reason }) => client.deals.move(deal.id, { stage_id: stage.id, ...(lost_reason.trim() && { lost_reason: lost_reason.trim() }) }),
    { again: AGAIN, done: ({ title }) => t`«${title}» és a «${stage.name}».`, onDone: onClose },
  );
  return (
    <Dialog title={t`Mou «${deal.title}» a «${stage.name}»`} onClose={onClose}>
      <Form form={form}>
        <TextArea label={t`Per què s’ha perdut?`} isOptional rows={3} {...form.field('lost_reason')} />
        <FormActions form={form} onCancel={onClose}>
          <Trans>Mou-la</Trans>
        </FormActions>
      </Form>
    </Dialog>
  );
}
