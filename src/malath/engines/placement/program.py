"""A small integer program put together variable by variable and solved by HiGHS; for models of their own shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from malath.engines.placement.errors import SolverMissingError


@dataclass(slots=True)
class Found:
    """The best solution seen ([] if none), its value, a bound on every solution, and whether it was proven best."""

    x: list[float]
    value: float
    bound: float
    finished: bool


@dataclass(slots=True)
class Program:
    """Maximise a sum over variables between 0 and 1, under rows "sum of weight x variable <= most"."""

    values: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[tuple[Mapping[int, float], float]] = field(default_factory=list)

    def variable(self, value: float, *, whole: bool = True) -> int:
        """A new variable worth so much; its number."""
        self.values.append(value)
        self.whole.append(whole)
        return len(self.values) - 1

    def at_most(self, weights: Mapping[int, float], most: float) -> None:
        """A new row."""
        self.rows.append((weights, most))

    def solve(self, *, seconds: float) -> Found:
        """Raises SolverMissingError."""
        if not self.values:
            return Found([], 0.0, 0.0, True)
        highs = _loaded(self)
        highs.setOptionValue("time_limit", max(0.1, seconds))
        highs.setOptionValue("mip_rel_gap", 0.0)
        highs.run()
        info, solution = highs.getInfo(), highs.getSolution()
        x = list(solution.col_value) if solution.value_valid else []
        value = -info.objective_function_value if x else 0.0
        finished = str(highs.getModelStatus()).endswith("kOptimal")
        return Found(x, value, value if finished else -info.mip_dual_bound, finished)


def _loaded(program: Program) -> Any:
    try:
        import highspy
    except ImportError as missing:
        raise SolverMissingError from missing
    count = len(program.values)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = count, len(program.rows)
    lp.col_cost_ = -np.array(program.values, float)
    lp.col_lower_, lp.col_upper_ = np.zeros(count), np.ones(count)
    lp.row_lower_ = np.full(len(program.rows), -highspy.kHighsInf)
    lp.row_upper_ = np.array([most for _weights, most in program.rows], float)
    starts = np.cumsum([0, *(len(weights) for weights, _most in program.rows)])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = starts.astype(np.int32)
    lp.a_matrix_.index_ = np.array([at for weights, _most in program.rows for at in weights], np.int32)
    lp.a_matrix_.value_ = np.array([w for weights, _most in program.rows for w in weights.values()], float)
    kinds = {True: highspy.HighsVarType.kInteger, False: highspy.HighsVarType.kContinuous}
    lp.integrality_ = [kinds[whole] for whole in program.whole]
    solver: Any = highspy.Highs
    highs = solver()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("random_seed", 0)
    highs.passModel(lp)
    return highs
