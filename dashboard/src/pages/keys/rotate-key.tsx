/** Rotating a key: a new one at once, the old one for as long as the programs need to take it. */
import type { ApiKey } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useForm } from '~/app/use-form';
import { Dialog } from '~/ui/dialog';
import { RadioField } from '~/ui/field';
import { Form, FormActions } from '~/ui/form';
import { ShownKey } from './shown-key';

const OVERLAPS = ['0', '3600', '86400', '604800'] as const;
type Overlap = (typeof OVERLAPS)[number];

export function RotateKey({ of: key, onClose }: { of: ApiKey; onClose: () => void }) {
  const { t } = useLingui();
  const [made, setMade] = useState<ApiKey>();
  const form = useForm(
    { overlap: '86400' as Overlap },
    (client, { overlap }) => client.keys.rotate(key.id, { overlap_seconds: Number(overlap) as 0 | 3600 | 86400 | 604800 }),
    { again: ['keys.list'], onDone: setMade },
  );
  if (made) return <ShownKey of={made} onClose={onClose} />;
  const labels = { 0: t`Deixa de funcionar ara`, 3600: t`Una hora`, 86400: t`Un dia`, 604800: t`Una setmana` };
  return (
    <Dialog title={t`Gira «${key.name}»`} onClose={onClose}>
      <p>
        <Trans>Es crea una clau nova amb els mateixos permisos. L’antiga continua vàlida mentre canvies els programes.</Trans>
      </p>
      <Form form={form}>
        <RadioField
          label={t`Quant ha de durar l’antiga?`}
          {...form.field('overlap', 'overlap_seconds')}
          options={OVERLAPS.map((value) => ({ value, label: labels[value] }))}
        />
        <FormActions form={form} onCancel={onClose}>
          <Trans>Gira la clau</Trans>
        </FormActions>
      </Form>
    </Dialog>
  );
}
