"""The store: partitions, an import that is all or nothing, what a run may read."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from helpers import history, lock
from helpers import store as stores
from helpers.errors import MachineError, ParameterError
from helpers.ledger import Ledger
from helpers.params import RunParams
from helpers.schemas import TABLES
from helpers.schemas.frames import from_arrow, typed
from helpers.store import Store


def marks(scope_type: str, scope_id: str, mark_2: int, year: int = 2022) -> dict[str, object]:
    return {
        "scope_type": scope_type,
        "scope_id": scope_id,
        "year": year,
        "wave": "spring",
        "procedure": "ВПР",
        "grade": 5,
        "subject": "math",
        "participants": 10,
        "mark_2": mark_2,
        "mark_3": 10 - mark_2,
        "mark_4": 0,
        "mark_5": 0,
        "selection": "all",
    }


def filled(folder: Path, rows: dict[str, list[dict[str, object]]]) -> Store:
    store = Store(folder)
    frames = {("marks", owner): typed(content, TABLES["marks"]) for owner, content in rows.items()}
    store.commit(frames, Ledger(), {})
    return store


def test_what_is_written_comes_back_with_its_types(tmp_path: Path) -> None:
    store = filled(tmp_path, {"ivanteevsky": [marks("school", "0012", 3)]})
    (row,) = store.read("marks", ["ivanteevsky"]).to_dict("records")
    assert (row["scope_id"], row["level"], row["mark_2"]) == ("0012", "", 3)
    assert pd.isna(row["enrolled"])
    assert store.years("ivanteevsky") == {"marks": [2022]}


def test_missing_table_is_an_empty_frame_with_its_columns(tmp_path: Path) -> None:
    frame = Store(tmp_path).read("teachers", ["ivanteevsky"])
    assert len(frame) == 0
    assert set(TABLES["teachers"].columns) < set(frame.columns)


def test_interrupted_commit_is_finished_by_the_next_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = filled(tmp_path, {"ivanteevsky": [marks("school", "a", 3)]})
    with monkeypatch.context() as patch:
        patch.setattr(Store, "_finish_commit", lambda self: None)
        frame = typed([marks("school", "a", 5)], TABLES["marks"])
        store.commit({("marks", "ivanteevsky"): frame}, Ledger(), {})
    assert store.read("marks", ["ivanteevsky"])["mark_2"].tolist() == [3]
    again = Store(tmp_path)
    assert again.read("marks", ["ivanteevsky"])["mark_2"].tolist() == [5]
    assert not (tmp_path / "store" / "commit.json").exists()
    assert not (tmp_path / "store" / ".staging").exists()


def test_half_moved_commit_is_finished_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(Store, "_finish_commit", lambda self: None)
        frames = {
            ("marks", owner): typed([marks("school", owner, 2)], TABLES["marks"])
            for owner in ("ivanteevsky", "turochak")
        }
        store.commit(frames, Ledger(), {})
    moves = json.loads((tmp_path / "store" / "commit.json").read_text(encoding="utf-8"))
    source, target = moves[0]
    (tmp_path / "store" / target).parent.mkdir(parents=True)
    shutil.move(tmp_path / "store" / ".staging" / source, tmp_path / "store" / target)
    again = Store(tmp_path)
    assert again.municipalities() == ["ivanteevsky", "turochak"]
    assert len(again.read("marks", again.municipalities())) == 2


def test_empty_partition_is_removed(tmp_path: Path) -> None:
    store = filled(tmp_path, {"ivanteevsky": [marks("school", "a", 3)]})
    nothing = typed([], TABLES["marks"])
    store.commit({("marks", "ivanteevsky"): nothing}, Ledger(), {})
    assert not store.partition("marks", "ivanteevsky").exists()
    assert store.municipalities() == []


def test_municipality_sees_its_own_copy_of_a_region_row_first(tmp_path: Path) -> None:
    filled(
        tmp_path,
        {
            "altai-01": [marks("school", "altai-101", 3), marks("region", "altai", 4)],
            "altai": [marks("region", "altai", 9), marks("country", "", 1)],
            "altai-02": [marks("school", "altai-201", 7)],
        },
    )
    run = RunParams(municipality_id="altai-01", year=2022)
    seen = stores.open(run, tmp_path).table("marks").set_index("scope_type")["mark_2"].to_dict()
    assert seen == {"school": 3, "region": 4, "country": 1}


def test_region_reads_all_its_municipalities_and_each_region_row_once(tmp_path: Path) -> None:
    filled(
        tmp_path,
        {
            "altai-01": [marks("school", "altai-101", 3), marks("region", "altai", 4)],
            "altai": [marks("region", "altai", 9)],
            "ivanteevsky": [marks("school", "s1", 7)],
        },
    )
    data = stores.open(RunParams(municipality_id="altai", year=2022), tmp_path)
    rows = data.table("marks")
    assert sorted(zip(rows["scope_id"], rows["mark_2"], strict=True)) == [
        ("altai", 9),
        ("altai-101", 3),
    ]


def test_year_without_data_names_the_years_held(tmp_path: Path) -> None:
    filled(tmp_path, {"ivanteevsky": [marks("school", "a", 3), marks("school", "a", 3, 2021)]})
    with pytest.raises(ParameterError, match="Есть годы: 2021, 2022"):
        stores.open(RunParams(municipality_id="ivanteevsky", year=2019), tmp_path)


def test_unknown_source_of_the_list_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    listed = typed(
        [{"school_id": "a", "results_year": 2021, "source": "Список ФИОКО"}],
        TABLES["shnor_register"],
    )
    store = Store(tmp_path)
    rows = typed([marks("school", "a", 3)], TABLES["marks"])
    held = {("marks", "ivanteevsky"): rows, ("shnor_register", "ivanteevsky"): listed}
    store.commit(held, Ledger(), {})
    run = RunParams(municipality_id="ivanteevsky", year=2022, register_source="список фиоко")
    assert stores.open(run, tmp_path).table("shnor_register")["school_id"].tolist() == ["a"]
    with pytest.raises(ParameterError, match=r"«нет такого» нет — .*Есть: «Список ФИОКО»"):
        stores.open(run.model_copy(update={"register_source": "нет такого"}), tmp_path)
    # a neighbour's source is no mistake: this municipality has no such list
    elsewhere = listed.assign(source="Приказ региона")
    store.commit({("shnor_register", "turochak"): elsewhere}, Ledger(), {})
    stores.open(run.model_copy(update={"register_source": "приказ региона"}), tmp_path)


def test_any_tool_reads_a_table_as_one_hive_dataset(tmp_path: Path) -> None:
    store = Store(tmp_path)
    rows = {
        owner: typed([{"school_id": owner, "school_name": "Школа"}], TABLES["schools"])
        for owner in ("ivanteevsky", "turochak")
    }
    store.commit({("schools", owner): frame for owner, frame in rows.items()}, Ledger(), {})
    whole = pd.read_parquet(tmp_path / "store" / "schools")
    assert sorted(whole["municipality_id"].astype(str)) == ["ivanteevsky", "turochak"]
    part = pd.read_parquet(store.partition("schools", "turochak"), partitioning=None)
    assert "municipality_id" not in part


def test_replaced_partitions_and_indexes_stay_under_their_hash(tmp_path: Path) -> None:
    store = filled(tmp_path, {"ivanteevsky": [marks("school", "a", 3)]})
    places = [store.partition("marks", "ivanteevsky"), tmp_path / "store/index/ivanteevsky.json"]
    before = [path.read_bytes() for path in places]
    filled(tmp_path, {"ivanteevsky": [marks("school", "a", 5, 2021)]})
    filled(tmp_path, {"ivanteevsky": [marks("school", "a", 5, 2021)]})
    for content, path in zip(before, places, strict=True):
        digest = hashlib.sha256(content).hexdigest()
        assert store.version(digest).read_bytes() == content
        assert path.read_bytes() != content
    first, second = history.imports(tmp_path / "store")
    assert [(c.table, c.before == "") for c in first.partitions] == [("marks", True)]
    assert second.partitions[0].before == first.partitions[0].after
    assert second.partitions[0].after == hashlib.sha256(places[0].read_bytes()).hexdigest()


@pytest.mark.parametrize(
    "name",
    ["ledger.json", "index/ivanteevsky.json", "marks/municipality_id=ivanteevsky/part.parquet"],
)
@pytest.mark.parametrize("content", [b"", b"{", b"PAR1 damaged PAR1", b"[1]"])
def test_a_damaged_file_of_the_store_is_named_with_what_to_do(
    name: str, content: bytes, tmp_path: Path
) -> None:
    store = filled(tmp_path, {"ivanteevsky": [marks("school", "a", 3)]})
    (tmp_path / "store" / name).write_bytes(content)
    with pytest.raises(MachineError, match="повреждён") as raised:
        store.ledger()
        store.years("ivanteevsky")
        store.read("marks", ["ivanteevsky"])
    assert Path(name).name in str(raised.value)


#: Takes the lock of a store, says so, lives until its input ends.
LIVE = """
import sys
from pathlib import Path
from helpers import lock
with lock.held(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_nobody_finishes_the_commit_of_a_live_import(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = filled(tmp_path, {"ivanteevsky": [marks("school", "a", 3)]})
    with monkeypatch.context() as patch:
        patch.setattr(Store, "_finish_commit", lambda self: None)
        frame = typed([marks("school", "a", 5)], TABLES["marks"])
        store.commit({("marks", "ivanteevsky"): frame}, Ledger(), {})
    monkeypatch.setattr(stores, "WAIT_SECONDS", 0.2)
    importing = subprocess.Popen(
        [sys.executable, "-c", LIVE, str(store.folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert importing.stdout is not None and importing.stdout.readline() == "held\n"
        with pytest.raises(MachineError, match="уже работает"):
            Store(tmp_path)
        assert (store.folder / "commit.json").exists()
        assert len(list((store.folder / ".staging").iterdir())) > 0
        monkeypatch.setattr(stores, "WAIT_SECONDS", 60.0)
        threading.Timer(0.5, importing.kill).start()
        Store(tmp_path)  # waits until the import is dead, then finishes for it
        assert importing.wait(10) < 0
    finally:
        importing.kill()
        importing.communicate()
    assert Store(tmp_path).read("marks", ["ivanteevsky"])["mark_2"].tolist() == [5]
    assert not (store.folder / "commit.json").exists()
    assert not (store.folder / lock.NAME).exists()


def test_a_number_that_another_tool_wrote_as_nan_is_missing() -> None:
    nan = float("nan")
    columns = {"year": [2021.0, 2022.0], "mark_2": [1.0, nan], "mark_3": [None, nan]}
    marks = from_arrow(pa.table(columns), TABLES["marks"])
    assert [marks[name].dtype for name in columns] == ["Int64"] * 3
    assert marks["mark_2"].tolist() == [1, pd.NA]
    assert marks["mark_3"].isna().all()
    young = from_arrow(pa.table({"is_young": [1.0, 0.0, nan]}), TABLES["teachers"])["is_young"]
    assert young.tolist() == [True, False, pd.NA]
    with pytest.raises(pa.ArrowInvalid):
        from_arrow(pa.table({"mark_2": [1.5, nan]}), TABLES["marks"])
