import { useMemo } from "react";
import { Copyable } from "./Copyable";
import classes from "./Markdown.module.css";
import { type Block, type Inline, parseMarkdown } from "./markdown";

function Piece({ piece, copies }: { piece: Inline; copies: boolean }) {
  switch (piece.type) {
    case "bold":
      return <b>{piece.text}</b>;
    case "italic":
      return <em>{piece.text}</em>;
    case "code":
      return copies ? (
        piece.text.split(", ").map((each) => (
          <span key={each} className={classes.code}>
            <Copyable text={each} quiet />
          </span>
        ))
      ) : (
        <code>{piece.text}</code>
      );
    case "link":
      return /^https?:/.test(piece.to) ? (
        <a href={piece.to} target="_blank" rel="noreferrer">
          {piece.text}
        </a>
      ) : (
        piece.text
      );
    default:
      return piece.text;
  }
}

function Pieces({ pieces, copies = false }: { pieces: Inline[]; copies?: boolean }) {
  // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text never change places
  return pieces.map((piece, place) => <Piece key={place} piece={piece} copies={copies} />);
}

/* A text is parsed once, and its parts never change places. */
/* biome-ignore-start lint/suspicious/noArrayIndexKey: see above */
function Part({ block }: { block: Block }) {
  switch (block.type) {
    case "heading":
      return (
        <h3>
          <Pieces pieces={block.text} />
        </h3>
      );
    case "paragraph":
      return (
        <p>
          <Pieces pieces={block.text} />
        </p>
      );
    case "list": {
      const List = block.ordered ? "ol" : "ul";
      return (
        <List className={block.ordered ? classes.steps : classes.points}>
          {block.items.map((item, place) => (
            <li key={place}>
              <div>
                <Pieces pieces={item.text} />
                {item.items.length > 0 && (
                  <ul className={classes.points}>
                    {item.items.map((inner, below) => (
                      <li key={below}>
                        <Pieces pieces={inner} />
                      </li>
                    ))}
                  </ul>
                )}
              </div>
            </li>
          ))}
        </List>
      );
    }
    case "table":
      return (
        <table className={classes.table}>
          <thead>
            <tr>
              {block.head.map((cell, place) => (
                <th key={place} scope="col">
                  <Pieces pieces={cell} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {block.rows.map((row, place) => (
              <tr key={place}>
                {row.map((cell, column) => (
                  <td key={column}>
                    <Pieces pieces={cell} copies />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      );
  }
}

/** A text of the server, as it is written in Markdown. */
export function Markdown({ source }: { source: string }) {
  const blocks = useMemo(() => parseMarkdown(source), [source]);
  return (
    <div className={classes.text}>
      {blocks.map((block, place) => (
        <Part key={place} block={block} />
      ))}
    </div>
  );
}
/* biome-ignore-end lint/suspicious/noArrayIndexKey: see above */
