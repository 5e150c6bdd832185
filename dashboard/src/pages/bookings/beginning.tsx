/** What stands where nothing can be booked yet: first people with their hours, then services. */
import { Trans } from '@lingui/react/macro';
import { Clock, Scissors } from 'lucide-react';
import type { ReactNode } from 'react';
import { Empty } from '~/ui/empty';
import { TableFrame } from '~/ui/table';

export function NoPeople({ action }: { action: ReactNode }) {
  return (
    <TableFrame>
      <Empty icon={Clock} title={<Trans>Primer digues qui dona hora, i quan</Trans>} action={action}>
        <p>
          <Trans>Afegeix-t’hi tu, o cada persona del teu equip, amb les seves hores de cada dia. També pot ser una sala o una taula.</Trans>
        </p>
      </Empty>
    </TableFrame>
  );
}

export function NoServices({ action }: { action: ReactNode }) {
  return (
    <TableFrame>
      <Empty icon={Scissors} title={<Trans>Encara no hi ha cap servei</Trans>} action={action}>
        <p>
          <Trans>Crea el primer: què és, quant dura i qui el fa. Tindrà una pàgina per demanar hora, que pots enviar a tothom.</Trans>
        </p>
      </Empty>
    </TableFrame>
  );
}
