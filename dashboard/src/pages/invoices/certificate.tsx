/** The certificate with which records are submitted to AEAT: its file and password, which is not kept. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useForm } from '~/app/use-form';
import { Dialog } from '~/ui/dialog';
import { Checkbox, TextField } from '~/ui/field';
import { FileChoice } from '~/ui/file-choice';
import { Form, FormActions } from '~/ui/form';

export function Certificate({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const [name, setName] = useState('');
  const form = useForm(
    { pkcs12: '', password: '', as_representative: false },
    (api, { pkcs12, password, as_representative }) => api.invoices.certificateUpload({ pkcs12, ...(password && { password }), as_representative }),
    { again: ['invoices.settingsGet', 'invoices.get'], done: t`S’ha desat el certificat: els registres pendents s’envien sols.`, onDone: onClose },
  );
  const file = form.field('pkcs12');
  const take = async (chosen: File) => {
    setName(chosen.name);
    file.onChange(base64(new Uint8Array(await chosen.arrayBuffer())));
  };
  return (
    <Dialog title={t`Puja el certificat`} onClose={onClose}>
      <Form form={form}>
        <p className="quiet">
          <Trans>El de qui emet les factures, o del seu representant. La clau es guarda segellada i només es fa servir per enviar i signar; la contrasenya no es guarda.</Trans>
        </p>
        <div>
          <FileChoice accept=".p12,.pfx" onChoose={(chosen) => void take(chosen)}>
            {name || t`Tria el fitxer .p12 o .pfx`}
          </FileChoice>
          {file.error && <p role="alert">{file.error}</p>}
        </div>
        <TextField type="password" label={t`Contrasenya del fitxer`} isOptional autoComplete="off" {...form.field('password')} />
        <Checkbox label={t`És d’una altra persona, apoderada a l’AEAT per enviar-les per mi`} {...form.field('as_representative')} />
        <FormActions form={form} onCancel={onClose}>
          <Trans>Desa el certificat</Trans>
        </FormActions>
      </Form>
    </Dialog>
  );
}

const base64 = (bytes: Uint8Array) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
