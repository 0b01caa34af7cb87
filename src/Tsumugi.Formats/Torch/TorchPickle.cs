using System.Buffers.Binary;
using Tsumugi.Formats.Checks.Pickles;
using Tsumugi.Formats.Safetensors;

namespace Tsumugi.Formats.Torch;

/// <summary>Reads the part of a pickle that torch.save writes for tensors in dictionaries and lists, and nothing else: no name is imported, nothing is called.</summary>
/// <remarks>Source: PyTorch's torch/_weights_only_unpickler.py for what such files hold, CPython's Lib/pickle.py for the opcodes.</remarks>
/// <param name="part">What the pickle is called within the file, for messages.</param>
internal sealed class TorchPickle(PickleSource source, string file, string part = "data.pkl, ")
{
    private const int MostOpcodes = 20_000_000;
    private const int MostText = 1 << 16;

    private static readonly Dictionary<string, TensorType> Storages = new()
    {
        ["FloatStorage"] = TensorType.F32,
        ["DoubleStorage"] = TensorType.F64,
        ["HalfStorage"] = TensorType.F16,
        ["BFloat16Storage"] = TensorType.BF16,
        ["LongStorage"] = TensorType.I64,
        ["IntStorage"] = TensorType.I32,
        ["ShortStorage"] = TensorType.I16,
        ["CharStorage"] = TensorType.I8,
        ["ByteStorage"] = TensorType.U8,
        ["BoolStorage"] = TensorType.BOOL,
        ["ComplexFloatStorage"] = TensorType.C64,
    };

    private static readonly object Mark = new();

    private readonly List<object?> _stack = [];
    private readonly Dictionary<long, object?> _memo = [];

    /// <summary>A name as GLOBAL gives it.</summary>
    private sealed record Global(string Module, string Name)
    {
        public override string ToString() => $"{Module}.{Name}";
    }

    /// <param name="Count">Elements.</param>
    private sealed record Storage(TensorType Type, string Key, long Count);

    /// <summary>A dictionary in the order of the file.</summary>
    public sealed class Map
    {
        public List<(object? Key, object? Value)> Items { get; } = [];
    }

    /// <returns>Of texts, numbers, truth values, null, <see cref="Map"/>, lists (tuples too) and <see cref="TorchTensor"/> without a name.</returns>
    /// <exception cref="InvalidFileException">It holds anything else.</exception>
    /// <exception cref="Checks.CheckStopException">It ends too early.</exception>
    public object? Read()
    {
        for (var opcodes = 0; opcodes < MostOpcodes; opcodes++)
        {
            source.OpcodeAt = source.Position;
            var opcode = (PickleOpcode)source.Byte();
            if (opcode == PickleOpcode.Stop)
                return Pop();
            if (!Value(opcode) && !Gather(opcode) && !Recall(opcode) && !Make(opcode))
                throw Fault($"opcode 0x{(byte)opcode:x2}", "No file of tensors needs this opcode.");
        }

        throw Fault("pickle", $"It has more than {MostOpcodes} opcodes.");
    }

    private bool Value(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Proto: source.Byte(); return true;
            case PickleOpcode.Frame: source.Skip(8); return true;
            case PickleOpcode.None: return Push(null);
            case PickleOpcode.NewTrue: return Push(true);
            case PickleOpcode.NewFalse: return Push(false);
            case PickleOpcode.BinInt: return Push((long)(int)source.UInt32());
            case PickleOpcode.BinInt1: return Push((long)source.Byte());
            case PickleOpcode.BinInt2: return Push((long)source.UInt16());
            case PickleOpcode.Long1: return Push(Long(source.Byte()));
            case PickleOpcode.BinFloat: return Push(BinaryPrimitives.ReadDoubleBigEndian(source.Bytes(8)));
            case PickleOpcode.BinUnicode: return Push(Text(source.UInt32()));
            case PickleOpcode.ShortBinUnicode: return Push(Text(source.Byte()));
            case PickleOpcode.EmptyDict: return Push(new Map());
            case PickleOpcode.EmptyList or PickleOpcode.EmptyTuple: return Push(new List<object?>());
            case PickleOpcode.Mark: return Push(Mark);
            default: return false;
        }
    }

    private bool Gather(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Tuple: return Push(PopToMark());
            case PickleOpcode.Tuple1: return Push(PopSome(1));
            case PickleOpcode.Tuple2: return Push(PopSome(2));
            case PickleOpcode.Tuple3: return Push(PopSome(3));
            case PickleOpcode.Append: return Fill(PopSome(1));
            case PickleOpcode.Appends: return Fill(PopToMark());
            case PickleOpcode.SetItem: return Set(PopSome(2));
            case PickleOpcode.SetItems: return Set(PopToMark());
            default: return false;
        }
    }

    private bool Recall(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.BinPut: return Keep(source.Byte());
            case PickleOpcode.LongBinPut: return Keep(source.UInt32());
            case PickleOpcode.Memoize: return Keep(_memo.Count);
            case PickleOpcode.BinGet: return Push(Kept(source.Byte()));
            case PickleOpcode.LongBinGet: return Push(Kept(source.UInt32()));
            default: return false;
        }
    }

    private bool Make(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Global:
                return Push(Known(new(Line(), Line())));
            case PickleOpcode.StackGlobal:
                return PopSome(2) is [string module, string name] ? Push(Known(new(module, name))) : throw Fault("STACK_GLOBAL", "The name is no text.");
            case PickleOpcode.BinPersId:
                return Push(StorageOf(Pop()));
            case PickleOpcode.Reduce:
                return PopSome(2) is [Global called, List<object?> arguments] ? Push(Call(called, arguments)) : throw Fault("REDUCE", "It calls what is no name.");
            case PickleOpcode.Build:
                // Attributes of a dictionary, such as the versions of its modules: no tensor is among them.
                return Pop() is Map && Top() is Map ? true : throw Fault("BUILD", "It sets attributes of what is no dictionary.");
            default:
                return false;
        }
    }

    private Global Known(Global global) => global switch
    {
        { Module: "torch", Name: "Size" } or { Module: "collections", Name: "OrderedDict" } => global,
        { Module: "torch._utils", Name: "_rebuild_tensor_v2" or "_rebuild_parameter" } => global,
        { Module: "torch", Name: var name } when Storages.ContainsKey(name) => global,
        _ => throw Fault(global.ToString(), "It names something other than tensors, which is not imported."),
    };

    private object? Call(Global called, List<object?> arguments) => (called.Name, arguments) switch
    {
        ("OrderedDict", []) => new Map(),
        ("Size", [List<object?> lengths]) => lengths,
        ("_rebuild_tensor_v2", [Storage storage, long offset, List<object?> shape, List<object?> strides, _, _]) => View(storage, offset, shape, strides),

        // The seventh says that the numbers are to be conjugated or negated.
        ("_rebuild_tensor_v2", [Storage storage, long offset, List<object?> shape, List<object?> strides, _, _, null or Map { Items.Count: 0 }]) => View(storage, offset, shape, strides),
        ("_rebuild_parameter", [TorchTensor tensor, ..]) => tensor,
        _ => throw Fault(called.ToString(), "It is called otherwise than torch.save does."),
    };

    private Storage StorageOf(object? id) =>
        id is List<object?> and ["storage", Global { Module: "torch" } type, string key, string, long and >= 0 and var count, ..] && Storages.TryGetValue(type.Name, out var element)
            ? new(element, key, count)
            : throw Fault("BINPERSID", "It names no storage of numbers.");

    /// <summary>Every element must lie within what the storage states.</summary>
    private TorchTensor View(Storage storage, long offset, List<object?> shape, List<object?> strides)
    {
        var (lengths, steps) = (Numbers(shape), Numbers(strides));
        if (lengths.Length != steps.Length || offset < 0)
            throw Fault("_rebuild_tensor_v2", "Shape, strides and offset do not fit each other.");
        if (TensorTypes.Count(lengths) is not { } count || storage.Type.ByteLength(count) is null)
            throw Fault("_rebuild_tensor_v2", "The shape has more elements than a file can hold.");
        Int128 last = offset;
        for (var i = 0; i < lengths.Length; i++)
            last += (Int128)Math.Max(0, lengths[i] - 1) * steps[i];
        if (count > 0 && last >= storage.Count)
            throw Fault("_rebuild_tensor_v2", $"The tensor reaches element {last} of a storage of {storage.Count}.");
        return new("", storage.Type, storage.Key, offset, lengths, steps);
    }

    private long[] Numbers(List<object?> values)
    {
        var numbers = values.OfType<long>().Where(number => number >= 0).ToArray();
        return numbers.Length == values.Count ? numbers : throw Fault("_rebuild_tensor_v2", "Shape and strides must be whole numbers from 0 on.");
    }

    private bool Fill(List<object?> values)
    {
        if (Top() is not List<object?> list)
            throw Fault("APPENDS", "It fills what is no list.");
        list.AddRange(values);
        return true;
    }

    private bool Set(List<object?> values)
    {
        if (Top() is not Map map || values.Count % 2 != 0)
            throw Fault("SETITEMS", "It fills what is no dictionary.");
        for (var i = 0; i < values.Count; i += 2)
            map.Items.Add((values[i], values[i + 1]));
        return true;
    }

    private bool Keep(long at)
    {
        _memo[at] = Top();
        return true;
    }

    private object? Kept(long at) => _memo.TryGetValue(at, out var value) ? value : throw Fault("memo", $"Nothing was kept under {at}.");

    private bool Push(object? value)
    {
        _stack.Add(value);
        return true;
    }

    private object? Pop()
    {
        var top = Top();
        _stack.RemoveAt(_stack.Count - 1);
        return top;
    }

    private object? Top() => _stack.Count > 0 && _stack[^1] != Mark ? _stack[^1] : throw Fault("stack", "A value is lacking.");

    private List<object?> PopSome(int count)
    {
        if (_stack.Count < count || _stack.IndexOf(Mark, _stack.Count - count) >= 0)
            throw Fault("stack", "A value is lacking.");
        return Cut(_stack.Count - count);
    }

    private List<object?> PopToMark()
    {
        var mark = _stack.LastIndexOf(Mark);
        if (mark < 0)
            throw Fault("stack", "A mark is lacking.");
        var values = Cut(mark + 1);
        _stack.RemoveAt(mark);
        return values;
    }

    private List<object?> Cut(int from)
    {
        var values = _stack[from..];
        _stack.RemoveRange(from, values.Count);
        return values;
    }

    private long Long(int bytes)
    {
        if (bytes > 8)
            throw Fault("LONG1", "The number has more than 64 bits.");
        var number = 0L;
        var read = source.Bytes(bytes);
        for (var i = bytes - 1; i >= 0; i--)
            number = (number << 8) | read[i];
        return bytes is 0 or 8 || read[^1] < 0x80 ? number : number - (1L << (8 * bytes));
    }

    private string Text(long bytes) => bytes <= MostText ? PickleText.Utf8(source.Bytes((int)bytes)) : throw Fault("text", $"A text has {bytes} bytes; no name is so long.");

    private string Line() => source.Line(PickleText.MaxKept) is { } line ? PickleText.Utf8(line) : throw Fault("GLOBAL", "The name is too long.");

    private InvalidFileException Fault(string field, string problem) => TorchFault.At(file, source.OpcodeAt, part + field, problem);
}
