/** On which channels a contact may be sent advertising, and which of its addresses nothing goes to any more. */
import type { Contact, RemoveSuppression, Suppression } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useMay } from '~/app/use-may';
import { useRead } from '~/app/use-read';
import { useWrite } from '~/app/use-write';
import { Badge } from '~/ui/badge';
import { TextButton } from '~/ui/button';
import { Confirm } from '~/ui/confirm';
import { ErrorState } from '~/ui/error-state';
import { SelectField, TextField } from '~/ui/field';
import { Note, Section } from '~/ui/page';
import { When } from '~/ui/when';
import { type Basis, basesOf, type Channel, CHANNELS, consentChanges, consentOf, consentValues } from './consenting';
import { Editable } from './editable';
import styles from './record.module.css';

export function Channels({ of: contact }: { of: Contact }) {
  const { t } = useLingui();
  const words = useChannelWords();
  const bases = useBases();
  return (
    <Section title={t`Publicitat`}>
      <dl className={styles.facts}>
        {CHANNELS.map((channel) => (
          <Editable
            key={channel}
            of={contact}
            at={`consent-${channel}`}
            label={words[channel]}
            shown={<Standing of={contact} channel={channel} />}
            valuesOf={(one) => consentValues(one, channel)}
            changesOf={(before, values) => consentChanges(before, channel, values)}
          >
            {({ field, values }) => (
              <>
                <SelectField
                  label={t`Publicitat per ${words[channel]}`}
                  {...field('basis', 'consents')}
                  options={[{ value: '' as Basis | '', label: t`No se li pot enviar` }, ...basesOf(channel).map((value) => ({ value, label: bases[value] }))]}
                />
                {values.basis && <TextField label={t`On ho va dir`} isOptional hint={t`Un formulari, un contracte, una fira.`} autoComplete="off" {...field('source')} />}
              </>
            )}
          </Editable>
        ))}
      </dl>
      <Suppressed of={contact} />
    </Section>
  );
}

function Standing({ of: contact, channel }: { of: Contact; channel: Channel }) {
  const { t } = useLingui();
  const bases = useBases();
  const one = consentOf(contact, channel);
  if (!one) return <span className="quiet">{t`no`}</span>;
  if (one.withdrawn_at) {
    return (
      <span>
        <Badge tone="quiet">{t`retirat`}</Badge> <When at={one.withdrawn_at} as="day" />
      </span>
    );
  }
  return (
    <span title={bases[one.basis as Basis]}>
      <Badge tone="good">{t`sí`}</Badge> <When at={one.at} as="day" /> {one.source && <small className="quiet">{one.source}</small>}
    </span>
  );
}

/** The addresses of the contact to which a channel sends nothing more, with the way back. */
function Suppressed({ of: { emails, phones } }: { of: Contact }) {
  const { t } = useLingui();
  const mayWrite = useMay('member');
  const words = useChannelWords();
  const reasons = useReasons();
  const [asked, ask] = useState<Suppression>();
  const reached = [...emails.map(({ address }) => ['email', address] as const), ...phones.map(({ e164 }) => ['whatsapp', e164] as const)];
  const read = useRead(
    ['messages.suppressionsList', reached],
    async (client) => {
      const pages = await Promise.all(reached.map(([channel, address]) => client.messages.suppressionsList({ channel, address })));
      return pages.flatMap(({ suppressions }) => suppressions);
    },
    { enabled: reached.length > 0 },
  );
  const remove = useWrite((client, { channel, address, reason }: Suppression) => client.messages.suppressionsRemove({ channel, address, reason } as RemoveSuppression), {
    again: ['messages.suppressionsList'],
    done: t`S’hi pot tornar a enviar.`,
  });
  if (read.error) return <ErrorState error={read.error} retry={() => void read.refetch()} />;
  if (!read.data?.length) return null;
  return (
    <>
      {read.data.map((one) => (
        <Note key={`${one.channel} ${one.address} ${one.reason}`} tone="warning">
          <strong>{one.address}</strong> ({words[one.channel as Channel] ?? one.channel}): {reasons[one.reason] ?? one.reason} <When at={one.at} as="day" />{' '}
          {mayWrite && (
            <TextButton onClick={() => ask(one)}>
              <Trans>Torna-hi a enviar</Trans>
            </TextButton>
          )}
        </Note>
      ))}
      {asked && (
        <Confirm
          title={t`Torna a enviar a ${asked.address ?? ''}`}
          action={<Trans>Torna-hi a enviar</Trans>}
          onConfirm={() => {
            remove.mutate(asked);
            ask(undefined);
          }}
          onClose={() => ask(undefined)}
        >
          <p>
            <Trans>Fes-ho només si la persona t’ho ha demanat o l’adreça ja funciona. El consentiment no torna sol.</Trans>
          </p>
        </Confirm>
      )}
    </>
  );
}

export function useChannelWords(): Record<Channel, string> {
  const { t } = useLingui();
  return {
    email: t`correu electrònic`,
    sms: t`SMS`,
    whatsapp: t`WhatsApp`,
    telegram: t`Telegram`,
    phone: t`telèfon`,
    post: t`correu postal`,
  };
}

function useBases(): Record<Basis, string> {
  const { t } = useLingui();
  return { consent: t`Hi ha donat el consentiment`, contract: t`N’és client, i és del que va comprar`, legitimate_interest: t`Interès legítim` };
}

function useReasons(): Record<string, string> {
  const { t } = useLingui();
  return {
    bounced: t`l’adreça no existeix, i no s’hi envia res.`,
    complained: t`ho va marcar com a correu brossa: només s’hi envien respostes i factures.`,
    stopped: t`va demanar que no se li enviés publicitat.`,
    by_hand: t`algú de l’equip va aturar la publicitat.`,
  };
}
