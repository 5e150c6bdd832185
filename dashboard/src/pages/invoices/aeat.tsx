/** Where an issued invoice stands at AEAT, in words, and the one button that mends it. */
import type { Invoice, RecordRecipient, Settings, Verifactu, VerifactuError } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { ExternalLink, RotateCw, UserPen } from 'lucide-react';
import { useChange } from '~/app/use-change';
import { useForm } from '~/app/use-form';
import { useMay } from '~/app/use-may';
import { useRead } from '~/app/use-read';
import { useWrite } from '~/app/use-write';
import { Badge, type Tone } from '~/ui/badge';
import { Button, ButtonLink } from '~/ui/button';
import { Dialog } from '~/ui/dialog';
import { SelectField, TextField } from '~/ui/field';
import { Form, FormActions } from '~/ui/form';
import { safeUrl } from '~/ui/links';
import { Facts, Note, Section } from '~/ui/page';
import { When } from '~/ui/when';

const PAUSE = 15_000;

export function AtAeat({ of: invoice, state }: { of: Invoice; state: Verifactu }) {
  const { t } = useLingui();
  const mayWrite = useMay('member');
  const words = useStates();
  const advice = useAdvice();
  const { word, tone, about } = words(state.state);
  const [error] = state.errors ?? [];
  const link = safeUrl(state.qr_url);
  return (
    <Section title={t`A l’AEAT`} actions={<Badge tone={tone}>{word}</Badge>}>
      <p>{about}</p>
      {state.state === 'pending' && <WhyItWaits />}
      {error && (
        <Note tone="warning">
          <p>
            <strong>{error.message}</strong>
          </p>
          <p>{advice(error)}</p>
          {error.text && <p className="quiet">{t`L’AEAT diu (${error.code}): ${error.text}`}</p>}
          {mayWrite && <Mend of={invoice} error={error} />}
        </Note>
      )}
      <Facts
        facts={[
          [t`Registrada`, state.registered_at && <When at={state.registered_at} as="moment" />],
          [t`Codi de l’AEAT`, state.csv && (state.simulated ? t`${state.csv} (simulat: no s’ha preguntat a ningú)` : state.csv)],
        ]}
      />
      {link && !state.simulated && state.state !== 'pending' && (
        <a href={link} target="_blank" rel="noreferrer">
          <ExternalLink aria-hidden size={14} /> <Trans>Mira-la a la seu de l’AEAT</Trans>
        </a>
      )}
    </Section>
  );
}

function useStates(): (state: string) => { word: string; tone: Tone; about: string } {
  const { t } = useLingui();
  const known: Record<string, { word: string; tone: Tone; about: string }> = {
    not_submitted: { word: t`no enviada`, tone: 'quiet', about: t`Es va emetre abans que comencessis amb VERI*FACTU: no s’hi envia.` },
    pending: { word: t`esperant resposta`, tone: 'busy', about: t`El registre s’envia sol, i l’AEAT encara no ha contestat. La factura és bona igualment.` },
    registered: { word: t`registrada`, tone: 'good', about: t`L’AEAT la té. No cal fer res més.` },
    accepted_with_errors: { word: t`registrada amb errors`, tone: 'warning', about: t`L’AEAT la té, i hi troba una cosa a corregir.` },
    rejected: { word: t`rebutjada`, tone: 'bad', about: t`L’AEAT no té aquest registre: cal arreglar-lo.` },
  };
  return (state) => known[state] ?? { word: state, tone: 'plain', about: '' };
}

/** What to do, for people; what the API says of it names operations. */
function useAdvice(): (error: VerifactuError) => string {
  const { t } = useLingui();
  const known: Record<string, string> = {
    correct: t`Arregla el que diu i torna a enviar el registre. Si és la factura mateixa que està malament, rectifica-la.`,
    recipient: t`Posa el client com el coneix l’AEAT i torna-la a enviar.`,
    recipient_type: t`Es corregeix sol, dient que el client no consta al cens. Comprova’n el NIF.`,
    installation: t`Es corregeix sol. No has de fer res.`,
    resend: t`Es torna a enviar sol. No has de fer res.`,
    nothing: t`No has de fer res.`,
    issuer: t`Compara el NIF i el nom de qui emet amb els del cens, i corregeix-los.`,
    issuer_then_correct: t`Compara el NIF i el nom de qui emet amb els del cens, corregeix-los i torna a enviar el registre.`,
    certificate: t`Canvia el certificat: s’envia sol després.`,
    certificate_then_correct: t`Canvia el certificat i torna a enviar el registre.`,
  };
  return ({ mended_by: by, to_do: toDo }) => known[by] ?? toDo;
}

/** Why records wait, where it is not the turn alone. */
function WhyItWaits() {
  const { t } = useLingui();
  const { data } = useRead<Settings>(['invoices.settingsGet'], (api) => api.invoices.settingsGet(), { refetchInterval: PAUSE });
  const { problem, message, to_do: toDo, next_at: next } = data?.verifactu_submission ?? {};
  if (!problem) return null;
  const words: Record<string, string> = {
    unreachable: t`L’AEAT no contesta. No has de fer res: es torna a provar sol, almenys cada hora.`,
    certificate: t`Falta un certificat per enviar-la, o l’AEAT no accepta el que hi ha. Puja’n un.`,
  };
  return (
    <Note tone="warning">
      <p>{words[problem] ?? [message, toDo].filter(Boolean).join(' ')}</p>
      {next && (
        <p className="quiet">
          <Trans>
            Es torna a provar <When at={next} />.
          </Trans>
        </p>
      )}
      {problem === 'certificate' && <CertificateButton />}
      {problem === 'refused' && <IssuerLink />}
    </Note>
  );
}

function CertificateButton() {
  const change = useChange();
  if (!useMay('admin')) return <p className="quiet"><Trans>El puja un administrador.</Trans></p>;
  return (
    <Button look="primary" onClick={() => change({ do: 'certificate' })}>
      <Trans>Puja el certificat</Trans>
    </Button>
  );
}

function IssuerLink() {
  return (
    <ButtonLink to="/settings/organisation" look="primary">
      <Trans>Corregeix qui emet</Trans>
    </ButtonLink>
  );
}

/** The button of what the API says to do; what mends itself has none. */
function Mend({ of: { id, number }, error: { mended_by: remedy } }: { of: Invoice; error: VerifactuError }) {
  const { t } = useLingui();
  const change = useChange();
  const again = useWrite((api, invoice: string) => api.invoices.recordsCorrect(invoice), {
    again: ['invoices.get', 'invoices.list'],
    done: t`S’ha fet un registre nou de ${number}, que s’envia sol.`,
  });
  const resend = (
    <Button icon={RotateCw} look="primary" aria-busy={again.isPending} onClick={() => again.mutate(id)}>
      <Trans>Torna a enviar el registre</Trans>
    </Button>
  );
  switch (remedy) {
    case 'recipient':
      return (
        <Button icon={UserPen} look="primary" onClick={() => change({ do: 'recipient' })}>
          <Trans>Corregeix el client i torna-la a enviar</Trans>
        </Button>
      );
    case 'correct':
      return resend;
    case 'issuer':
    case 'issuer_then_correct':
      return (
        <>
          <IssuerLink /> {remedy === 'issuer_then_correct' && resend}
        </>
      );
    case 'certificate':
    case 'certificate_then_correct':
      return (
        <>
          <CertificateButton /> {remedy === 'certificate_then_correct' && resend}
        </>
      );
    default:
      return null;
  }
}

type NumberType = NonNullable<RecordRecipient['type']>;

/** How the record names the client, where AEAT knows the name or the number otherwise. The invoice stays as it is. */
export function Recipient({ of: { id, number, client }, onClose }: { of: Invoice; onClose: () => void }) {
  const { t } = useLingui();
  const former = { name: client?.name ?? '', number: client?.nif ?? '', type: '' as NumberType | '' };
  const form = useForm(
    former,
    (api, values) => {
      const recipient = {
        ...(values.name.trim() !== former.name && { name: values.name.trim() }),
        ...(values.number.trim() !== former.number && { number: values.number.trim() }),
        ...(values.type && { type: values.type }),
      };
      return api.invoices.recordsCorrect(id, Object.keys(recipient).length ? { recipient } : {});
    },
    { again: ['invoices.get', 'invoices.list'], done: t`S’ha fet un registre nou de ${number}, que s’envia sol.`, onDone: onClose },
  );
  return (
    <Dialog title={t`El client, com el coneix l’AEAT`} onClose={onClose}>
      <Form form={form}>
        <Note>
          <Trans>Canvia només el registre que rep l’AEAT. Si la factura mateixa ho diu malament, rectifica-la.</Trans>
        </Note>
        <TextField label={t`Nom`} {...form.field('name', 'recipient.name')} />
        <TextField label={t`NIF`} {...form.field('number', 'recipient.number')} />
        <SelectField
          label={t`Tipus de número`}
          options={[
            { value: '', label: t`El d’ara` },
            { value: 'nif', label: t`NIF, NIE o CIF` },
            { value: 'unregistered', label: t`Número que l’AEAT no coneix` },
            { value: 'passport', label: t`Passaport` },
            { value: 'eu_vat', label: t`NIF-IVA de la Unió Europea` },
          ]}
          {...form.field('type', 'recipient.type')}
        />
        <FormActions form={form} onCancel={onClose}>
          <Trans>Torna a enviar el registre</Trans>
        </FormActions>
      </Form>
    </Dialog>
  );
}
