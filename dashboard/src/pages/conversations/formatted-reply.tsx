/** A canned reply with a format, as its mail will be: it is sent so, or put into the message as text. */
import type { Reply } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useWrite } from '~/app/use-write';
import { Button } from '~/ui/button';
import { Actions } from '~/ui/dialog';
import { MailHtml } from '~/ui/mail-html';
import { AGAIN } from './reply-values';

interface Props {
  reply: Reply;
  values: Record<string, string>;
  contact: string;
  onSent: () => void;
  onText: () => void;
  onClose: () => void;
}

export function FormattedReply({ reply: { name, html = '', subject, missing }, values, contact, onSent, onText, onClose }: Props) {
  const { t } = useLingui();
  const send = useWrite(
    (client, variables: Record<string, string>) =>
      client.messages.send({ channel: 'email', contact_id: contact, message: { type: 'template', name, ...(Object.keys(variables).length && { variables }) } }),
    { again: AGAIN, done: t`S’ha enviat.`, onDone: onSent },
  );
  return (
    <>
      {subject && <h3>{subject}</h3>}
      <MailHtml html={html} label={t`Com s’enviarà`} />
      {missing && (
        <p className="quiet">
          <Trans>No se sap: {missing.join(', ')}</Trans>
        </p>
      )}
      <Actions>
        <Button onClick={onClose}>
          <Trans>Torna</Trans>
        </Button>
        <Button onClick={onText}>
          <Trans>Posa-la al missatge sense format</Trans>
        </Button>
        <Button look="primary" onClick={() => send.mutate(values)} disabled={send.isPending || Boolean(missing)}>
          <Trans>Envia-la així</Trans>
        </Button>
      </Actions>
    </>
  );
}
