/** What can be done in the graph of a definition that is being edited. */
import { createContext } from 'react';
import type { GraphEdge } from '../logic/graph';

type Place = NonNullable<GraphEdge['place']>;

export interface GraphEditing {
  add: (type: string, place: Place) => void;
  move: (path: string, place: Place) => void;
  /** The path of the step that is being dragged. */
  dragged: string | undefined;
  drag: (path: string | undefined) => void;
}

/** Undefined where a definition is only shown. */
export const Editing = createContext<GraphEditing | undefined>(undefined);
