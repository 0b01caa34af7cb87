namespace Tsumugi.Formats.Checks.Pickles;

/// <summary>Walks one pickle from its first opcode to STOP: what it would import and call, without doing either.</summary>
/// <remarks>Wherever this differs from CPython's reader it stops earlier, and a file at which it stops is refused or held;
/// so nothing can stand behind what it does not understand.</remarks>
internal sealed partial class PickleMachine(PickleSource source, PickleTrace trace)
{
    private readonly PickleStack _stack = new(source);
    private readonly PickleMemo _memo = new();

    /// <exception cref="CheckStopException">The pickle is malformed or cannot be followed.</exception>
    public void Run()
    {
        while (true)
        {
            source.OpcodeAt = source.Position;
            var opcode = (PickleOpcode)source.Byte();
            if (opcode == PickleOpcode.Stop)
            {
                _stack.Pop();
                return;
            }
            if (!Constant(opcode) && !Container(opcode) && !Memo(opcode) && !Import(opcode))
                throw source.Stop(PickleRules.Malformed, $"opcode 0x{(byte)opcode:x2}");
        }
    }

    /// <summary>Opcodes that push a value of their own or frame the stream.</summary>
    private bool Constant(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Proto:
                if (source.Byte() > 5)
                    throw source.Stop(PickleRules.Malformed, "PROTO");
                return true;
            case PickleOpcode.Frame: source.Skip(8); return true;
            case PickleOpcode.None or PickleOpcode.NewTrue or PickleOpcode.NewFalse or PickleOpcode.NextBuffer: return Push();
            case PickleOpcode.BinInt1: return Skip(1);
            case PickleOpcode.BinInt2: return Skip(2);
            case PickleOpcode.BinInt: return Skip(4);
            case PickleOpcode.BinFloat: return Skip(8);
            case PickleOpcode.Long1: return Long1();
            case PickleOpcode.Long4: return Skip(source.SignedLength4());
            case PickleOpcode.BinBytes: return Skip(source.UInt32());
            case PickleOpcode.ShortBinBytes: return Skip(source.Byte());
            case PickleOpcode.BinBytes8 or PickleOpcode.ByteArray8: return Skip(source.Length8());
            case PickleOpcode.Int or PickleOpcode.Long or PickleOpcode.Float or PickleOpcode.PersId: source.Line(0); return Push();
            case PickleOpcode.String: return Push(source.Line(PickleText.MaxKept) is { } literal ? PickleText.Literal(literal) : null);
            case PickleOpcode.Unicode: return Push(source.Line(PickleText.MaxKept) is { } raw ? PickleText.RawUnicode(raw) : null);
            case PickleOpcode.BinString: return Text(source.SignedLength4());
            case PickleOpcode.ShortBinString or PickleOpcode.ShortBinUnicode: return Text(source.Byte());
            case PickleOpcode.BinUnicode: return Text(source.UInt32());
            case PickleOpcode.BinUnicode8: return Text(source.Length8());
            default: return false;
        }
    }

    /// <summary>Opcodes that gather what lies on the stack.</summary>
    private bool Container(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Mark: _stack.Push(PickleValue.Mark); return true;
            case PickleOpcode.Pop: _stack.Drop(); return true;
            case PickleOpcode.PopMark: _stack.PopToMark(); return true;
            case PickleOpcode.Dup: _stack.Push(_stack.Top); return true;
            case PickleOpcode.EmptyList or PickleOpcode.EmptyDict or PickleOpcode.EmptyTuple or PickleOpcode.EmptySet: return Push();
            case PickleOpcode.List or PickleOpcode.Dict or PickleOpcode.Tuple or PickleOpcode.FrozenSet: _stack.PopToMark(); return Push();
            case PickleOpcode.Tuple1 or PickleOpcode.BinPersId: return Fold(1);
            case PickleOpcode.Tuple2: return Fold(2);
            case PickleOpcode.Tuple3: return Fold(3);
            case PickleOpcode.Append: _stack.Pop(); return Fills();
            case PickleOpcode.SetItem: _stack.Pop(); _stack.Pop(); return Fills();
            case PickleOpcode.Appends or PickleOpcode.SetItems or PickleOpcode.AddItems: _stack.PopToMark(); return Fills();
            case PickleOpcode.ReadonlyBuffer: _ = _stack.Top; return true;
            default: return false;
        }
    }

    private bool Memo(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Put: return Put(Number());
            case PickleOpcode.BinPut: return Put(source.Byte());
            case PickleOpcode.LongBinPut: return Put(source.UInt32());
            case PickleOpcode.Memoize: return _memo.TryAppend(_stack.Top) ? true : throw source.Stop(PickleRules.TooLarge);
            case PickleOpcode.Get: return Get(Number());
            case PickleOpcode.BinGet: return Get(source.Byte());
            case PickleOpcode.LongBinGet: return Get(source.UInt32());
            default: return false;
        }
    }

    private bool Put(long at) => _memo.TryPut(at, _stack.Top) ? true : throw source.Stop(PickleRules.TooLarge);

    private bool Get(long at)
    {
        _stack.Push(_memo.Get(at) ?? throw source.Stop(PickleRules.Malformed, "memo"));
        return true;
    }

    private long Number() => source.Line(20) is { } digits && long.TryParse(digits, out var number) && number >= 0
        ? number
        : throw source.Stop(PickleRules.Malformed, "memo");

    private bool Text(long length)
    {
        if (length <= PickleText.MaxKept)
            return Push(PickleText.Utf8(source.Bytes((int)length)));
        return Skip(length);
    }

    private bool Long1()
    {
        var bytes = source.Bytes(source.Byte());
        trace.SawLong(bytes);
        return Push();
    }

    private bool Skip(long count)
    {
        source.Skip(count);
        return Push();
    }

    private bool Fold(int count)
    {
        for (var i = 0; i < count; i++)
            _stack.Pop();
        return Push();
    }

    private bool Push(string? text = null)
    {
        _stack.Push(text is null ? PickleValue.Opaque : new PickleString(text));
        return true;
    }
}
