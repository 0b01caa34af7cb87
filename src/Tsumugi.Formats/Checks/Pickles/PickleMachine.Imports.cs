namespace Tsumugi.Formats.Checks.Pickles;

/// <summary>The opcodes that fetch names and call them.</summary>
internal sealed partial class PickleMachine
{
    private bool Import(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Global: _stack.Push(Fetch(Name(), Name(), "GLOBAL")); return true;
            case PickleOpcode.StackGlobal: return StackGlobal();
            case PickleOpcode.Ext1: return Extension(1);
            case PickleOpcode.Ext2: return Extension(2);
            case PickleOpcode.Ext4: return Extension(4);
            case PickleOpcode.Inst: return Inst();
            case PickleOpcode.Obj: return Call(_stack.PopToMark() ?? throw source.Stop(PickleRules.Malformed, "stack"), "OBJ");
            case PickleOpcode.Reduce: _stack.Pop(); return Call(_stack.Pop(), "REDUCE");
            case PickleOpcode.NewObj: _stack.Pop(); return Call(_stack.Pop(), "NEWOBJ");
            case PickleOpcode.NewObjEx: _stack.Pop(); _stack.Pop(); return Call(_stack.Pop(), "NEWOBJ_EX");
            case PickleOpcode.Build: return Build();
            default: return false;
        }
    }

    private string Name() => source.Line(PickleText.MaxKept) is { } line ? PickleText.Utf8(line) : throw source.Stop(PickleRules.Malformed, "GLOBAL");

    private PickleCallable Fetch(string module, string name, string field)
    {
        var callable = new PickleCallable(module, name, ImportPolicy.Of(module, name));
        if (!trace.Imported(new(module, name, callable.Class, source.Here(field))))
            throw source.Stop(PickleRules.TooLarge);
        return callable;
    }

    private bool StackGlobal()
    {
        var (name, module) = (_stack.Pop(), _stack.Pop());
        if (name is PickleString { Text: var attribute } && module is PickleString { Text: var from })
        {
            _stack.Push(Fetch(from, attribute, "STACK_GLOBAL"));
            return true;
        }
        trace.Add(source.Found(_memo.Forgot ? PickleRules.Unfollowed : PickleRules.Hidden, "STACK_GLOBAL"));
        return Push();
    }

    private bool Extension(int bytes)
    {
        source.Skip(bytes);
        trace.Add(source.Found(PickleRules.Extension, "EXT"));
        return Push();
    }

    private bool Inst()
    {
        var callable = Fetch(Name(), Name(), "INST");
        _stack.PopToMark();
        return Call(callable, "INST");
    }

    private bool Call(PickleValue callee, string field)
    {
        if (callee is PickleCallable callable)
            trace.Called(callable.Class);
        else
            trace.AddOnce(source.Found(PickleRules.ComputedCall, field));
        var joblib = callee is PickleCallable { Module: "joblib.numpy_pickle", Name: "NumpyArrayWrapper" };
        _stack.Push(joblib ? PickleValue.JoblibArray : PickleValue.Opaque);
        return true;
    }

    private bool Build()
    {
        _stack.Pop();
        if (_stack.Top == PickleValue.JoblibArray)
            throw source.Stop(PickleRules.JoblibArrays, "BUILD");
        return Fills();
    }

    /// <summary>The value on top gets content. A module or class there would be changed for the whole program.</summary>
    private bool Fills()
    {
        if (_stack.Top is PickleCallable { Module: var module, Name: var name, Class: var kind })
        {
            trace.Called(kind);
            trace.Add(source.Found(PickleRules.AltersImport, "BUILD", Place.Short($"{module}.{name}")));
        }
        return true;
    }
}
