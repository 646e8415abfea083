"""The solver HiGHS (Huangfu and Hall 2018, Math. Prog. Comp. 10): linear and integer programs of a Model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from malath.engines.placement.errors import SolverMissingError
from malath.engines.placement.model import Model
from malath.engines.placement.pairs import Columns
from malath.engines.placement.problem import Floats, Ints

# Above this many columns the interior point method is several times faster than the simplex method.
INTERIOR = 3_000


class Program(Protocol):
    """Columns and rows, as `Model.rows` gives them."""

    columns: Columns

    def rows(self) -> tuple[Ints, Ints, Floats, Floats]: ...


@dataclass(slots=True)
class Basis:
    """Where the simplex method stood: status by pair and by row, under codes that outlive the model (sorted)."""

    columns: Ints
    column_status: Ints
    rows: Ints
    row_status: Ints


@dataclass(slots=True)
class Answer:
    """What the solver found: x by column, duals by row (linear), bound (integer), how it ended, nodes."""

    x: Floats
    value: float
    duals: Floats
    bound: float
    finished: bool
    timed_out: bool
    nodes: int
    basis: Basis | None = None


def linear(model: Model, *, seconds: float, warm: Basis | None = None, vertex: bool = False) -> Answer:
    """The relaxation. Its duals, whatever their quality, give a valid bound through the prices.

    `warm`: where the simplex method begins; `vertex`: end at a vertex, whose basis the answer then holds.
    """
    highs = _load(model, integer=False)
    highs.setOptionValue("time_limit", max(0.1, seconds))
    if warm is not None:
        _warm(highs, model, warm)
    elif len(model.columns) > INTERIOR:
        highs.setOptionValue("solver", "ipm")
        highs.setOptionValue("run_crossover", "on" if vertex else "off")
    highs.run()
    solution, info = highs.getSolution(), highs.getInfo()
    rows = len(model.people) + sum(len(part.keys) for part in model.parts)
    # Prices of nothing are poor, and still prove a bound.
    duals = -np.array(solution.row_dual) if solution.dual_valid else np.zeros(rows)
    x = np.array(solution.col_value) if solution.value_valid else np.zeros(len(model.columns))
    timed_out = not solution.dual_valid or str(highs.getModelStatus()).endswith("kTimeLimit")
    basis = _basis(highs, model) if vertex or warm is not None else None
    return Answer(x, -info.objective_function_value, duals, np.inf, True, timed_out, 0, basis)


def integer(
    model: Program, *, seconds: float, nodes: int | None = None, gap: float = 0.0, start: Ints | None = None
) -> Answer:
    """The integer program. `start`: columns of a known plan. The answer's x is empty where nothing was found."""
    highs = _load(model, integer=True)
    highs.setOptionValue("time_limit", max(0.05, seconds))
    highs.setOptionValue("mip_rel_gap", gap)
    highs.setOptionValue("mip_abs_gap", 1e-6)
    if nodes is not None:
        highs.setOptionValue("mip_max_nodes", nodes)
    if start is not None:
        _start(highs, len(model.columns), start)
    highs.run()
    info, solution = highs.getInfo(), highs.getSolution()
    found = np.array(solution.col_value) if solution.value_valid else np.zeros(0)
    status = str(highs.getModelStatus())
    return Answer(
        x=found,
        value=-info.objective_function_value,
        duals=np.zeros(0),
        bound=-info.mip_dual_bound,
        finished=status.endswith("kOptimal"),
        timed_out=status.endswith("kTimeLimit"),
        nodes=int(info.mip_node_count),
    )


def version() -> str:
    """The solver and its version, for the record."""
    return f"HiGHS {_highspy().Highs().version()}"


def _highspy() -> Any:
    try:
        import highspy
    except ImportError as missing:
        raise SolverMissingError from missing
    return highspy


def _load(model: Program, *, integer: bool) -> Any:
    highspy = _highspy()
    row, column, weight, most = model.rows()
    order = np.argsort(column, kind="stable")
    count = len(model.columns)
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = count, len(most)
    program.col_cost_ = -model.columns.value
    program.col_lower_, program.col_upper_ = np.zeros(count), np.ones(count)
    program.row_lower_, program.row_upper_ = np.full(len(most), -highspy.kHighsInf), most
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_ = np.searchsorted(column[order], np.arange(count + 1)).astype(np.int32)
    program.a_matrix_.index_ = row[order].astype(np.int32)
    program.a_matrix_.value_ = weight[order]
    if integer:
        program.integrality_ = [highspy.HighsVarType.kInteger] * count
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("random_seed", 0)
    highs.passModel(program)
    return highs


def _start(highs: Any, count: int, chosen: Ints) -> None:
    import highspy

    solution = highspy.HighsSolution()
    x = np.zeros(count)
    x[chosen] = 1.0
    solution.col_value = x.tolist()
    highs.setSolution(solution)


def _column_codes(model: Model) -> Ints:
    return model.columns.household * model.problem.homes + model.columns.home


def _basis(highs: Any, model: Model) -> Basis | None:
    basis = highs.getBasis()
    if not basis.valid:
        return None
    columns, rows = _column_codes(model), model.codes()
    by_column, by_row = np.argsort(columns), np.argsort(rows)
    status = [np.array([int(one) for one in held], np.int64) for held in (basis.col_status, basis.row_status)]
    return Basis(columns[by_column], status[0][by_column], rows[by_row], status[1][by_row])


def _warm(highs: Any, model: Model, warm: Basis) -> None:
    """Begin where another model ended: what is new there starts outside (columns) or inside (rows) the basis."""
    highspy = _highspy()
    kinds = {int(kind): kind for kind in highspy.HighsBasisStatus.__members__.values()}
    basis = highspy.HighsBasis()
    basis.col_status = [kinds[at] for at in _matched(_column_codes(model), warm.columns, warm.column_status, 0)]
    basis.row_status = [kinds[at] for at in _matched(model.codes(), warm.rows, warm.row_status, 1)]
    basis.valid, basis.alien = True, True
    highs.setBasis(basis)


def _matched(codes: Ints, known: Ints, status: Ints, otherwise: int) -> list[int]:
    at = np.minimum(np.searchsorted(known, codes), len(known) - 1)
    found: list[int] = np.where(known[at] == codes, status[at], otherwise).tolist()
    return found
