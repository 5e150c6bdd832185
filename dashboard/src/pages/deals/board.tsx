/** The board of a pipeline: a column for each stage, with its sums; deals are dragged, or moved by the menu of each. */
import type { ListedDeal, Pipeline, Stage } from '@bivelio/sdk';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { ArrowLeftRight } from 'lucide-react';
import { type DragEvent, useEffect, useId, useRef, useState } from 'react';
import { ThingLink } from '~/app/thing-link';
import { IconButton } from '~/ui/button';
import { Menu, MenuChoice } from '~/ui/menu';
import { Money } from '~/ui/money';
import { When } from '~/ui/when';
import styles from './deals.module.css';
import type { Move } from './reading';
import { type BoardColumn, targetsOf } from './states';

const KIND = 'application/x-bivelio-deal';

interface BoardProps {
  pipeline: Pipeline;
  columns: BoardColumn[];
  /** Moves a deal; undefined for who may only read. */
  onMove: ((move: Move) => void) | undefined;
  isOld: boolean;
}

export function Board({ pipeline, columns, onMove, isOld }: BoardProps) {
  const [moved, setMoved] = useState<string>(); // whose button gets the focus where it comes to
  const shared = onMove && {
    targets: targetsOf(pipeline),
    moved,
    onMove: (move: Move) => {
      setMoved(move.deal.id);
      onMove(move);
    },
  };
  const all = columns.flatMap(({ deals }) => deals);
  return (
    <ol className={styles.board} aria-busy={isOld}>
      {columns.map((column) => (
        <Column key={column.stage.id} of={column} all={all} moving={shared} />
      ))}
    </ol>
  );
}

interface Moving {
  targets: Stage[];
  moved: string | undefined;
  onMove: (move: Move) => void;
}

function Column({ of: { stage, deals, sum }, all, moving }: { of: BoardColumn; all: ListedDeal[]; moving: Moving | undefined }) {
  const [isOver, setOver] = useState(false);
  const heading = useId();
  const mayDrop = moving && !stage.archived;
  const over = (event: DragEvent) => {
    if (!mayDrop || !event.dataTransfer.types.includes(KIND)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'move';
    setOver(true);
  };
  const drop = (event: DragEvent) => {
    setOver(false);
    const deal = all.find(({ id }) => id === event.dataTransfer.getData(KIND));
    if (!mayDrop || !deal) return;
    event.preventDefault();
    if (deal.stage_id !== stage.id) moving.onMove({ deal, stage });
  };
  const rest = (sum?.count ?? 0) - deals.length;
  return (
    <li
      className={`${styles.column} ${isOver ? styles.over : ''}`}
      aria-labelledby={heading}
      data-outcome={stage.outcome}
      onDragOver={over}
      onDragLeave={(event) => setOver(event.currentTarget.contains(event.relatedTarget as Node | null))}
      onDrop={drop}
    >
      <header className={styles.head}>
        <h2 id={heading}>{stage.name}</h2>
        <Sums of={sum} isOpen={stage.outcome === 'open'} />
      </header>
      <ul className={styles.cards}>
        {deals.map((deal) => (
          <Card key={deal.id} of={deal} stage={stage} moving={moving} />
        ))}
      </ul>
      {rest > 0 && (
        <Link to="." search={(former: object) => ({ ...former, view: 'list', stage: stage.id, page: undefined })} className={styles.rest}>
          {deals.length > 0 ? <Plural value={rest} one="# més a la llista" other="# més a la llista" /> : <Trans>Mostra-les a la llista</Trans>}
        </Link>
      )}
    </li>
  );
}

/** How many deals a stage has and what they amount to, in each currency; of an open one also what may be expected. */
function Sums({ of: sum, isOpen }: { of: BoardColumn['sum']; isOpen: boolean }) {
  if (!sum)
    return (
      <p className="quiet">
        <Trans>Cap oportunitat</Trans>
      </p>
    );
  return (
    <div className={styles.sums}>
      <p>
        <Plural value={sum.count} one="# oportunitat" other="# oportunitats" />
      </p>
      {sum.amounts.map(({ currency, amount, weighted }) => (
        <p key={currency}>
          <strong>
            <Money amount={amount} currency={currency} />
          </strong>
          {isOpen && (
            <span className="quiet">
              {' '}
              <Trans>
                previst <Money amount={weighted} currency={currency} />
              </Trans>
            </span>
          )}
        </p>
      ))}
    </div>
  );
}

function Card({ of: deal, stage, moving }: { of: ListedDeal; stage: Stage; moving: Moving | undefined }) {
  const { t } = useLingui();
  const button = useRef<HTMLSpanElement>(null);
  const isMoved = moving?.moved === deal.id;
  useEffect(() => {
    if (isMoved) button.current?.querySelector('button')?.focus();
  }, [isMoved, stage.id]);
  return (
    <li
      className={styles.card}
      draggable={moving !== undefined}
      onDragStart={(event) => {
        event.dataTransfer.setData(KIND, deal.id);
        event.dataTransfer.effectAllowed = 'move';
      }}
    >
      <Link to="." search={(former: object) => ({ ...former, id: deal.id })} className={styles.title} draggable={false}>
        {deal.title}
      </Link>
      <div className={styles.sum}>
        {deal.amount !== undefined && <Money amount={deal.amount} currency={deal.currency} />}
        {moving && (
          <span ref={button}>
            <Menu trigger={<IconButton icon={ArrowLeftRight} label={t`Mou «${deal.title}»`} />}>
              <MenuChoice
                label={t`Mou a`}
                value={stage.id}
                options={moving.targets.map(({ id, name }) => ({ value: id, label: name }))}
                onChange={(next) => {
                  const target = moving.targets.find(({ id }) => id === next);
                  if (target && target.id !== stage.id) moving.onMove({ deal, stage: target });
                }}
              />
            </Menu>
          </span>
        )}
      </div>
      {(deal.contact_id ?? deal.company_id) && <ThingLink id={(deal.contact_id ?? deal.company_id) as string} name={deal.contact_name} />}
      {deal.expected_close && (
        <span className="quiet">
          <Trans>
            Tancament <When at={deal.expected_close} as="day" />
          </Trans>
        </span>
      )}
    </li>
  );
}
