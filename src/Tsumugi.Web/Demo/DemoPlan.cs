using Tsumugi.Client.Compute;
using Tsumugi.Client.Datasets;
using Tsumugi.Client.Institutions;
using Tsumugi.Client.Projects;

namespace Tsumugi.Web.Demo;

/// <summary>What the demo asks of the hub: made-up institutions, a real genome, a project, five jobs.</summary>
internal static class DemoPlan
{
    public const string Dataset = "genome-center/leptospira";

    public const string SampleFile = "leptospira-kirschneri-h1.gbk.gz";

    /// <summary>What the course on fine-tuning learns from.</summary>
    public const string Variants = "genome-center/gb1-fitness";

    public const string VariantsFile = "gb1-fitness.csv";

    public const string Integration = "integration-office";

    public const string Connected = "gene-space";

    public static readonly IReadOnlyList<NewInstitution> Institutions =
    [
        new() { Id = "genome-center", NameJa = "ゲノムデータセンター（デモ）", NameEn = "Genome Data Center (demo)" },
        new() { Id = "codon-lab", NameJa = "コドン研究室（デモ）", NameEn = "Codon Laboratory (demo)" },
        new() { Id = "protein-institute", NameJa = "タンパク質研究所（デモ）", NameEn = "Protein Institute (demo)" },
        new() { Id = "language-lab", NameJa = "生命科学言語研究室（デモ）", NameEn = "Life Science Language Laboratory (demo)" },
        new() { Id = Integration, NameJa = "基盤モデル統合室（デモ）", NameEn = "Model Integration Office (demo)" },
    ];

    public static readonly DatasetRequest DatasetRequest = new()
    {
        Institution = "genome-center",
        Name = "leptospira",
        TitleJa = "Leptospira kirschneri H1 のタンパク質コード遺伝子",
        TitleEn = "Protein-coding genes of Leptospira kirschneri str. H1",
        Licence = "LicenseRef-RefSeq-unrestricted",
        Permission = "NoRestriction",
        Card =
            """
            レプトスピラ症の原因菌 *Leptospira kirschneri* H1 株のドラフトゲノム（RefSeq アセンブリ GCF_000243915.1）から、
            タンパク質コード遺伝子のコード DNA・タンパク質・産物名を取り出したものです。

            Coding DNA, protein and product text of the protein-coding genes in the draft genome of *Leptospira kirschneri* str. H1
            (RefSeq assembly GCF_000243915.1), the bacterium behind leptospirosis. RefSeq records are free of restrictions.
            """,
    };

    public static readonly DatasetRequest VariantsRequest = new()
    {
        Institution = "genome-center",
        Name = "gb1-fitness",
        TitleJa = "プロテイン G B1 ドメインの変異体 400 個の適応度",
        TitleEn = "Fitness of 400 variants of protein G's domain B1",
        Licence = "CC-BY-4.0",
        Permission = "NoRestriction",
        Card =
            """
            プロテイン G の B1 ドメイン（56 残基）の 4 か所を変えた変異体 400 個の適応度（Wu ほか 2016、eLife 5:e16965）。学習用と評価用の分割は FLIP（Dallago ほか 2021）の
            sampled です。講座「タンパク質モデルのファインチューニングと評価」で使います。

            Fitness of 400 variants of protein G's domain B1 (56 residues) at four places (Wu et al. 2016, eLife 5:e16965), split as FLIP's "sampled" (Dallago et al. 2021). The course
            "Fine-tune and evaluate a protein model" learns from them.
            """,
    };

    /// <summary>In whose name the encoders are connected and measured.</summary>
    public static readonly NewProject Project = new()
    {
        Id = "leptospira-genes",
        Institution = Integration,
        TitleJa = "レプトスピラの遺伝子を一つの空間に（デモ）",
        TitleEn = "The genes of Leptospira in one space (demo)",
        Summary =
            """
            DNA・タンパク質・産物名のエンコーダーを統合し、どの種類からでも遺伝子を探せるかを確かめます。

            Connects encoders of DNA, protein and product text, and asks whether any of them finds a gene from any other.
            """,
        Layers = ["dna", "protein"],
        Modalities = ["sequence", "text"],
        StudiesGenetics = true,
    };

    /// <summary>Three encoders, each by its own institution: view → institution and repository.</summary>
    public static readonly IReadOnlyList<(string View, string Institution, string Repository)> Encoders =
    [
        ("dna", "codon-lab", "codon-encoder"),
        ("protein", "protein-institute", "protein-encoder"),
        ("text", "language-lab", "text-encoder"),
    ];

    public static JobRequest Pretrain(string view, string dataset, bool quick, long seed)
    {
        var encoder = Encoders.Single(candidate => candidate.View == view);
        return Job($"pretrain-{view}", encoder.Institution, new() { ["genes"] = dataset }, encoder.Repository, quick, seed);
    }

    public static JobRequest Align(string dataset, IReadOnlyDictionary<string, string> encoders, bool quick, long seed) => Job(
        "align", Integration, new(encoders) { ["genes"] = dataset }, Connected, quick, seed) with
    { Project = Project.Id };

    public static JobRequest Measure(string dataset, string model, bool quick, long seed) => Job(
        "measure", Integration, new() { ["genes"] = dataset, ["model"] = model }, null, quick, seed) with
    { Project = Project.Id };

    /// <summary>The key holds everything that the result depends on, so that a demo that was interrupted goes on instead of beginning again.</summary>
    private static JobRequest Job(string recipe, string institution, Dictionary<string, string> inputs, string? output, bool quick, long seed)
    {
        var name = quick ? $"{recipe}-quick" : recipe;
        return new()
        {
            Recipe = name,
            Institution = institution,
            Inputs = inputs,
            Output = output,
            Seed = seed,
            IdempotencyKey = $"demo {name} {seed} {string.Join(' ', inputs.OrderBy(input => input.Key, StringComparer.Ordinal).Select(input => input.Value))}",
        };
    }
}
