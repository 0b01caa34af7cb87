namespace Tsumugi.Formats.Vcf;

/// <summary>Allele codes of all individuals for one variant; used again for the next.</summary>
public sealed class GenotypeCalls
{
    /// <summary>An allele that was not called ('.').</summary>
    public const short Missing = -1;

    /// <summary>Fills up genotypes of fewer alleles than <see cref="Ploidy"/>, e.g. of a male's X.</summary>
    public const short Absent = -2;

    private short[] _alleles = [];
    private bool[] _phased = [];

    /// <summary>Individuals.</summary>
    public int Count { get; private set; }

    /// <summary>Room for alleles of one individual: 2, or more where some genotype has more.</summary>
    public int Ploidy { get; private set; } = 2;

    /// <summary>[individuals × ploidy]: 0 the reference, 1 and on the alternates, or <see cref="Missing"/>, <see cref="Absent"/>.</summary>
    public ReadOnlySpan<short> Alleles => _alleles.AsSpan(0, Count * Ploidy);

    /// <summary>[individuals]: the alleles are in the order of the chromosomes.</summary>
    public ReadOnlySpan<bool> Phased => _phased.AsSpan(0, Count);

    /// <summary>The alleles of one individual, [ploidy].</summary>
    public ReadOnlySpan<short> Of(int individual) => Alleles.Slice(individual * Ploidy, Ploidy);

    internal void Read(VcfRecord record)
    {
        Count = record.Header.Samples.Count;
        if (_phased.Length < Count)
            _phased = new bool[Count];
        Make(2, record);
        var scanner = new GenotypeScanner(record);
        Span<short> any = stackalloc short[record.Options.MaxPloidy];
        for (var sample = 0; sample < Count; sample++)
        {
            if (Ploidy == 2)
                sample += scanner.TakeRun(_alleles.AsSpan(2 * sample), _phased.AsSpan(sample, Count - sample));
            if (sample == Count)
                break;
            if (scanner.TryNextDiploid(out var first, out var second, out _phased[sample]))
                Put(sample, [first, second], record);
            else
                Put(sample, any[..scanner.Next(any, out _phased[sample])], record);
        }
    }

    /// <param name="dosages">[individuals]</param>
    internal void CopyDosages(Span<sbyte> dosages)
    {
        for (var individual = 0; individual < dosages.Length; individual++)
        {
            var dosage = 0;
            foreach (var allele in Of(individual))
            {
                if (allele == Missing)
                {
                    dosage = -1;
                    break;
                }
                dosage += allele > 0 ? 1 : 0;
            }
            dosages[individual] = (sbyte)dosage;
        }
    }

    private void Put(int sample, ReadOnlySpan<short> alleles, VcfRecord record)
    {
        if (alleles.Length > Ploidy)
            Widen(sample, alleles.Length, record);
        var room = _alleles.AsSpan(sample * Ploidy, Ploidy);
        alleles.CopyTo(room);
        room[alleles.Length..].Fill(Absent);
    }

    /// <summary>Lays out anew what is there of the variant.</summary>
    private void Widen(int filled, int ploidy, VcfRecord record)
    {
        var (narrow, width) = (_alleles, Ploidy);
        _alleles = [];
        Make(ploidy, record);
        for (var sample = 0; sample < filled; sample++)
            Put(sample, narrow.AsSpan(sample * width, width), record);
    }

    private void Make(int ploidy, VcfRecord record)
    {
        if ((long)Count * ploidy > record.Options.MaxAlleles)
            throw record.Site.FaultAt(record.Line, "GT", $"{Count} individuals of ploidy {ploidy} have more than {record.Options.MaxAlleles} alleles.", "Raise MaxAlleles, or lay individuals of other ploidy apart.");
        Ploidy = ploidy;
        if (_alleles.Length < Count * ploidy)
            _alleles = new short[Count * ploidy];
    }
}
