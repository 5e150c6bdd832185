/** The data of a document, with how sure each is; a person corrects them and says that they were reviewed. */
import type { ExtractionRecord } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useMay } from '~/app/use-may';
import { useForm } from '~/app/use-form';
import { useRead } from '~/app/use-read';
import { Badge } from '~/ui/badge';
import { ErrorState } from '~/ui/error-state';
import { TextArea, TextField } from '~/ui/field';
import { Form, FormError, SubmitButton } from '~/ui/form';
import { Loading } from '~/ui/loading';
import { NumberField } from '~/ui/number-field';
import { Note, Section } from '~/ui/page';
import { When } from '~/ui/when';
import styles from './documents.module.css';
import { correctedOf, shownOf } from './values';

const PAUSE = 2_000;
const UNSURE = 0.8;

export function Extracted({ id }: { id: string }) {
  const { t } = useLingui();
  const read = useRead<ExtractionRecord>(['documents.extractionsGet', id], (client) => client.documents.extractionsGet(id), {
    refetchInterval: ({ state: { data } }) => (data?.status === 'processing' ? PAUSE : false),
  });
  if (read.error) return <ErrorState error={read.error} retry={() => void read.refetch()} />;
  if (!read.data) return <Loading />;
  const { status, error, extracted, needs_review: isOpen, reviewed_at: at } = read.data;
  if (status === 'processing') return <Note>{t`S’estan extraient les dades…`}</Note>;
  if (status === 'failed') {
    return (
      <Note tone="warning">
        <Trans>No s’han pogut extreure les dades.</Trans> {error?.message}
      </Note>
    );
  }
  return (
    <Section
      title={t`Dades extretes`}
      actions={
        at ? (
          <Badge tone="good">
            <Trans>
              revisades <When at={at} />
            </Trans>
          </Badge>
        ) : (
          isOpen && <Badge tone="warning">{t`per revisar`}</Badge>
        )
      }
    >
      <Checks of={read.data} />
      {extracted && <Fields key={`${id} ${at}`} of={read.data} extracted={extracted} />}
    </Section>
  );
}

/** What was checked and does not agree. */
function Checks({ of: { checks = [] } }: { of: ExtractionRecord }) {
  const { t } = useLingui();
  const names: Record<string, string> = {
    lines_total: t`La suma de les línies no és el total.`,
    tax_amount: t`L’import de l’IVA no correspon a la base i el tipus.`,
    totals: t`La base i els impostos no sumen el total.`,
    issuer_nif: t`El NIF de l’emissor no supera la comprovació.`,
    recipient_nif: t`El NIF del destinatari no supera la comprovació.`,
    duplicate_number: t`Ja hi ha una factura amb aquest número.`,
  };
  const failed = checks.filter(({ passed }) => passed === false);
  if (!failed.length) return null;
  return (
    <Note tone="warning">
      <ul className={styles.checks}>
        {failed.map(({ name, expected, found }) => (
          <li key={name}>
            {names[name] ?? name}
            {expected !== undefined && expected !== null && ` ${String(found)} ≠ ${String(expected)}`}
          </li>
        ))}
      </ul>
    </Note>
  );
}

function Fields({ of: { extraction_id: id, fields_meta: about = {}, reviewed_at: at }, extracted }: { of: ExtractionRecord; extracted: Record<string, unknown> }) {
  const { t, i18n } = useLingui();
  const mayWrite = useMay('member');
  const form = useForm(
    { fields: shownOf(extracted) },
    (client, { fields }) => client.documents.review(id, { extracted: correctedOf(extracted, fields) }),
    { again: ['documents.extractionsGet', 'documents.list', 'documents.get'], done: t`S’ha desat la revisió.` },
  );
  const { value: fields, onChange } = form.field('fields', 'extracted');
  const put = (name: string, value: string) => onChange({ ...fields, [name]: value });
  const percent = (share: number) => new Intl.NumberFormat(i18n.locale, { style: 'percent' }).format(share);
  return (
    <Form form={form} label={t`Dades extretes`}>
      {Object.entries(fields).map(([name, value]) => {
        const { confidence, page, evidence } = about[name] ?? {};
        const hint = [
          typeof confidence === 'number' && t`${percent(confidence)} de seguretat`,
          page && t`pàgina ${page}`,
          evidence && `«${evidence}»`,
        ]
          .filter(Boolean)
          .join(' · ');
        const props = {
          label: (
            <>
              <code>{name}</code> {typeof confidence === 'number' && confidence < UNSURE && <Badge tone="warning">{t`poc segur`}</Badge>}
            </>
          ),
          name,
          value,
          hint,
          readOnly: !mayWrite,
          error: form.others.find(({ field }) => field === `extracted.${name}`)?.message,
          onChange: (next: string) => put(name, next),
        };
        const before = extracted[name];
        if (typeof before === 'number') return <NumberField key={name} {...props} />;
        return typeof before === 'object' && before !== null ? (
          <TextArea key={name} rows={Math.min(10, value.split('\n').length)} spellCheck={false} {...props} />
        ) : (
          <TextField key={name} {...props} />
        );
      })}
      <FormError form={form} />
      {mayWrite && (
        <div>
          <SubmitButton form={form}>{at ? <Trans>Torna-les a desar</Trans> : <Trans>Desa-les com a revisades</Trans>}</SubmitButton>
        </div>
      )}
    </Form>
  );
}
