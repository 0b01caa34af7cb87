namespace Tsumugi.Bench.Link.Catalogue;

/// <summary>Words of records and questions, drawn with chances that fall as 1/rank (Zipf), as words are.</summary>
internal static class MadeWords
{
    private const int Vocabulary = 30_000;

    private static readonly string[] Heads =
    [
        "protein", "gene", "cell", "sequence", "human", "expression", "genome", "RNA", "DNA", "model", "structure", "cancer", "mouse", "tissue", "image", "variant", "binding", "transcriptome",
        "embedding", "membrane", "kinase", "receptor", "antibody", "peptide", "metabolite", "methylation", "chromatin", "enhancer", "splicing", "lipid", "microbiome", "phenotype", "cohort", "atlas",
    ];

    private static readonly string[] Syllables = ["ba", "co", "di", "fer", "gly", "hy", "ka", "lo", "mer", "no", "pro", "ri", "se", "ta", "vi", "xan", "zy", "phos", "tri", "neo"];

    private static readonly string[] JapaneseParts =
    [
        "遺伝子", "タンパク質", "細胞", "配列", "発現", "解析", "モデル", "構造", "予測", "画像", "変異", "データ", "組織", "臨床", "ゲノム", "転写", "結合", "代謝", "免疫", "神経", "肝臓", "肺", "脳", "心臓", "血液",
        "基盤", "学習", "統合", "多層", "空間", "時系列", "単一", "受容体", "抗体", "酵素", "阻害剤", "化合物", "微生物", "植物", "酵母", "老化", "発生", "分化", "再生", "炎症", "腫瘍", "治療", "診断", "健診", "集団",
    ];

    private static readonly string[] Organisms = ["NCBITaxon:9606", "NCBITaxon:10090", "NCBITaxon:562", "NCBITaxon:3702", "NCBITaxon:4932", "NCBITaxon:7227", "NCBITaxon:6239", "NCBITaxon:7955", "NCBITaxon:4530", "NCBITaxon:10116", "NCBITaxon:171"];

    private static readonly (string Term, string Name)[] Diseases =
    [
        ("MONDO:0004992", "がん"), ("MONDO:0007254", "breast cancer"), ("MONDO:0008903", "肺がん"), ("MONDO:0005015", "糖尿病"), ("MONDO:0004975", "Alzheimer disease"), ("MONDO:0005233", "NSCLC"), ("MONDO:0005180", "Parkinson disease"),
    ];

    private static readonly string[] Layers = ["protein", "rna", "dna", "cell", "tissue", "individual", "organ"];

    private static readonly string[] Tissues = ["liver", "brain", "blood", "lung", "heart", "kidney", "skin of body", "retina"];

    private static readonly Zipf Ranks = new(Vocabulary), Few = new(50);

    public static string English(Random random) => Ranks.Draw(random) is var rank && rank < Heads.Length ? Heads[rank] : Made(rank);

    /// <summary>Two or three parts in a row, as compounds are written.</summary>
    public static string Japanese(Random random) => string.Concat(Enumerable.Range(0, 2 + random.Next(2)).Select(_ => Draw(JapaneseParts, random)));

    public static string Organism(Random random) => Draw(Organisms, random);

    public static string Disease(Random random) => Draw(Diseases, random).Term;

    public static string DiseaseName(Random random) => Draw(Diseases, random).Name;

    public static string Layer(Random random) => Draw(Layers, random);

    public static string Tissue(Random random) => Draw(Tissues, random);

    private static T Draw<T>(T[] values, Random random) => values[Few.Draw(random) % values.Length];

    private static string Made(int rank)
    {
        var word = "";
        for (var left = rank; left > 0; left /= Syllables.Length)
            word += Syllables[left % Syllables.Length];
        return word;
    }
}
