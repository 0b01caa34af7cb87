using System.Collections;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tsumugi.Ethics;

/// <summary>A set of modifiers, in their order. A word of bits: a decision unites hundreds of them.</summary>
[CollectionBuilder(typeof(ModifierSet), nameof(Of))]
public readonly record struct ModifierSet : IEnumerable<Modifier>
{
    private readonly uint _bits;

    private ModifierSet(uint bits) => _bits = bits;

    public static ModifierSet Of(ReadOnlySpan<Modifier> modifiers)
    {
        var bits = 0u;
        foreach (var modifier in modifiers)
            bits |= Bit(modifier);
        return new(bits);
    }

    public bool Contains(Modifier modifier) => (_bits & Bit(modifier)) != 0;

    public ModifierSet Add(Modifier modifier) => new(_bits | Bit(modifier));

    public ModifierSet Remove(Modifier modifier) => new(_bits & ~Bit(modifier));

    public ModifierSet Union(ModifierSet other) => new(_bits | other._bits);

    public Enumerator GetEnumerator() => new(_bits);

    IEnumerator<Modifier> IEnumerable<Modifier>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static uint Bit(Modifier modifier) => 1u << (int)modifier;

    /// <summary>Gives the modifiers one after another.</summary>
    public struct Enumerator(uint bits) : IEnumerator<Modifier>
    {
        private uint _left = bits;

        public Modifier Current { get; private set; }

        readonly object IEnumerator.Current => Current;

        public bool MoveNext()
        {
            if (_left == 0)
                return false;
            Current = (Modifier)BitOperations.TrailingZeroCount(_left);
            _left &= _left - 1;
            return true;
        }

        public readonly void Reset() => throw new NotSupportedException();

        public readonly void Dispose()
        {
        }
    }
}
