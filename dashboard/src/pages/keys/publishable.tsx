/** What everybody who opens the web page of a publishable key can read, and from which pages. */
import { Trans, useLingui } from '@lingui/react/macro';
import type { FieldProps } from '~/app/use-form';
import { CheckField, TextArea } from '~/ui/field';
import { Note } from '~/ui/page';
import { PUBLIC_RESOURCES } from './scopes';

export function Publishable({ reads, origins }: { reads: FieldProps<string[]>; origins: FieldProps<string> }) {
  const { t } = useLingui();
  const names: Record<string, string> = { workflows: t`Fluxos de treball`, contacts: t`Contactes, amb dades personals` };
  return (
    <>
      <CheckField
        label={t`Què pot llegir`}
        isInARow
        {...reads}
        options={PUBLIC_RESOURCES.map((value) => ({ value, label: names[value] }))}
      />
      <Note tone="warning">
        <Trans>
          Una clau publicable és dins de la teva pàgina: qualsevol que l’obri la pot copiar i llegir tot el que
          hagis triat aquí. No pot canviar res, ni veure exportacions, esdeveniments, webhooks o crèdits.
        </Trans>
      </Note>
      <TextArea
        label={t`Webs que la poden fer servir`}
        isOptional
        hint={t`Una adreça per línia, com ara https://www.exemple.cat. Buit vol dir qualsevol.`}
        {...origins}
      />
    </>
  );
}

/** The origins of a text that has one a line. */
export function originsOf(text: string): string[] {
  return text.split(/\s+/).filter(Boolean);
}
