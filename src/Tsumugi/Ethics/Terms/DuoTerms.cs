using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Tsumugi.Hub.Language;

namespace Tsumugi.Ethics.Terms;

/// <summary>A term of the Data Use Ontology, or of the hub's own, as a reader meets it.</summary>
/// <param name="Code">For example <c>DUO:0000042</c>.</param>
/// <param name="Shorthand">For example <c>GRU</c>; empty for the hub's own.</param>
/// <param name="Meaning">One sentence.</param>
public sealed record DuoTerm(string Code, string Shorthand, Words Title, Words Meaning);

/// <summary>The Data Use Ontology's release of 2022-09-15 as far as it says what data may be used for.</summary>
/// <remarks>
/// Identifiers, shorthands and most of the Japanese labels are the ontology's (EBISPOT/DUO, duo.owl and duo-japanese.csv, CC BY 4.0).
/// NMDS, CC, NPOA, NPU and NCU have no Japanese label there: theirs, and every sentence of explanation, are the hub's.
/// </remarks>
public static class DuoTerms
{
    private static readonly Table<Permission> Permissions = new()
    {
        [Permission.NoRestriction] = new("DUO:0000004", "NRES", new("制限なし", "No restriction"),
            new("どのような目的にも使えます。", "It may be used for any purpose.")),
        [Permission.GeneralResearch] = new("DUO:0000042", "GRU", new("一般研究利用", "General research use"),
            new("研究であれば、どのような目的にも使えます。", "It may be used for research of any kind.")),
        [Permission.HealthMedicalBiomedical] = new("DUO:0000006", "HMB", new("健康／医療／生物医学研究", "Health, medical or biomedical research"),
            new("健康・医療・生物医学の研究に使えます。集団の起源や祖先の研究には使えません。", "It may be used for health, medical and biomedical research, and not to study population origins or ancestry.")),
        [Permission.DiseaseSpecific] = new("DUO:0000007", "DS", new("疾患特異的研究", "Disease-specific research"),
            new("示された疾患と、それに含まれる疾患の研究にだけ使えます。", "It may be used only to study the named diseases and what is a kind of them.")),
        [Permission.PopulationOrigins] = new("DUO:0000011", "POA", new("集団の起源や祖先研究", "Population origins or ancestry research"),
            new("集団の起源や祖先の研究にだけ使えます。", "It may be used only to study population origins or ancestry.")),
    };

    private static readonly Table<Modifier> Modifiers = new()
    {
        [Modifier.ResearchSpecific] = new("DUO:0000012", "RS", new("特定の研究に限定", "Research-specific restrictions"),
            new("示された種類の研究にだけ使えます。", "It may be used only for research of the named types.")),
        [Modifier.NoMethodsDevelopment] = new("DUO:0000015", "NMDS", new("手法開発への利用禁止", "No general methods research"),
            new("解析手法・ソフトウェア・アルゴリズムの開発には使えません。", "It may not be used to develop methods, software or algorithms.")),
        [Modifier.GeneticStudiesOnly] = new("DUO:0000016", "GSO", new("遺伝学研究限定", "Genetic studies only"),
            new("遺伝学の研究にだけ使えます。表現型だけの研究には使えません。", "It may be used only for genetic studies, not for those of traits alone.")),
        [Modifier.NotForProfitNonCommercialOnly] = new("DUO:0000018", "NPUNCU", new("営利目的利用禁止", "Not-for-profit, non-commercial use only"),
            new("非営利機関による非商用の利用に限られます。", "Only not-for-profit organisations may use it, and only for non-commercial use.")),
        [Modifier.PublicationRequired] = new("DUO:0000019", "PUB", new("公開必須", "Publication required"),
            new("使って得た成果を、広く科学コミュニティに公開する必要があります。", "What is found with it must be made known to the scientific community.")),
        [Modifier.CollaborationRequired] = new("DUO:0000020", "COL", new("共同研究必須", "Collaboration required"),
            new("データを提供した研究者との共同研究が必要です。", "It must be used together with those who gave the data.")),
        [Modifier.EthicsApprovalRequired] = new("DUO:0000021", "IRB", new("倫理審査承認必須", "Ethics approval required"),
            new("倫理審査委員会の承認を示す必要があります。", "The approval of an ethics committee must be shown.")),
        [Modifier.GeographicalRestriction] = new("DUO:0000022", "GS", new("地域の限定", "Geographical restriction"),
            new("示された国の中でだけ使えます。", "It may be used only within the named countries.")),
        [Modifier.PublicationMoratorium] = new("DUO:0000024", "MOR", new("出版猶予", "Publication moratorium"),
            new("示された日まで、成果を公表できません。", "Nothing may be published before the named day.")),
        [Modifier.TimeLimit] = new("DUO:0000025", "TS", new("利用期間の限定", "Time limit on use"),
            new("示された日まで使えます。", "It may be used until the named day.")),
        [Modifier.UserSpecific] = new("DUO:0000026", "US", new("ユーザの限定", "User-specific restriction"),
            new("承認された人だけが使えます。", "Only the approved people may use it.")),
        [Modifier.ProjectSpecific] = new("DUO:0000027", "PS", new("プロジェクトの限定", "Project-specific restriction"),
            new("承認されたプロジェクトの中でだけ使えます。", "It may be used only within the approved projects.")),
        [Modifier.InstitutionSpecific] = new("DUO:0000028", "IS", new("機関の限定", "Institution-specific restriction"),
            new("承認された機関だけが使えます。", "Only the approved institutions may use it.")),
        [Modifier.ReturnToDatabase] = new("DUO:0000029", "RTN", new("DB／リソースへの還元", "Return to database or resource"),
            new("使って作ったデータを、提供元のデータベースに還元する必要があります。", "Data made with it must go back to the database that it came from.")),
        [Modifier.ClinicalCare] = new("DUO:0000043", "CC", new("診療での利用可", "Clinical care use"),
            new("研究に加えて、診療にも使えます。", "It may be used for clinical care, too.")),
        [Modifier.NoPopulationOrigins] = new("DUO:0000044", "NPOA", new("集団の起源や祖先研究への利用禁止", "No population origins or ancestry research"),
            new("集団の起源や祖先の研究には使えません。", "It may not be used to study population origins or ancestry.")),
        [Modifier.NotForProfitOrganisationOnly] = new("DUO:0000045", "NPU", new("非営利機関に限定", "Not-for-profit organisations only"),
            new("非営利機関だけが使えます。", "Only not-for-profit organisations may use it.")),
        [Modifier.NonCommercialUseOnly] = new("DUO:0000046", "NCU", new("非商用利用に限定", "Non-commercial use only"),
            new("商用でない利用に限られます。", "It may not be used commercially.")),
    };

    /// <summary>Terms that are no longer used, by identifier and shorthand, with what to write in their place.</summary>
    private static readonly FrozenDictionary<string, string> Obsolete = new Dictionary<string, string>
    {
        ["DUO:0000005"] = "DUO:0000042 (GRU), DUO:0000043 (CC)",
        ["GRU-CC"] = "DUO:0000042 (GRU), DUO:0000043 (CC)",
        ["DUO:0000014"] = "DUO:0000042 (GRU)",
        ["RU"] = "DUO:0000042 (GRU)",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static DuoTerm Of(Permission permission) => Permissions[permission];

    public static DuoTerm Of(Modifier modifier) => Modifiers[modifier];

    /// <summary>Reads a name, an identifier (<c>DUO:0000042</c>) or a shorthand (<c>GRU</c>).</summary>
    /// <param name="fault">What to write instead, when it is none of them.</param>
    public static bool TryRead(string? text, out Permission value, out Words fault) => TryRead(text, Permissions, out value, out fault);

    /// <inheritdoc cref="TryRead(string?, out Permission, out Words)" />
    public static bool TryRead(string? text, out Modifier value, out Words fault) => TryRead(text, Modifiers, out value, out fault);

    private static bool TryRead<T>(string? text, Table<T> terms, out T value, out Words fault)
        where T : struct, Enum
    {
        fault = default;
        if (Enum.TryParse(text, ignoreCase: true, out value) && Enum.IsDefined(value) && !int.TryParse(text, out _))
            return true;
        foreach (var known in Enum.GetValues<T>())
        {
            var term = terms[known];
            if (string.Equals(text, term.Code, StringComparison.OrdinalIgnoreCase) || string.Equals(text, term.Shorthand, StringComparison.OrdinalIgnoreCase))
            {
                value = known;
                return true;
            }
        }

        var names = string.Join(", ", Enum.GetNames<T>());
        fault = text is not null && Obsolete.TryGetValue(text, out var instead)
            ? new($"{text} は廃止された用語です。{instead} を使ってください。", $"{text} is obsolete; use {instead} instead.")
            : new($"「{text}」ではなく、次から選んでください：{names}。DUO の番号や略号でも書けます。", $"Choose one of {names} instead of '{text}'; identifiers and shorthands of DUO will do as well.");
        return false;
    }

    /// <summary>Terms by the numbers of an enumeration that counts from 0: every decision looks them up, the first one of a process as well.</summary>
    private sealed class Table<T>
        where T : struct, Enum
    {
        private readonly DuoTerm[] _terms = new DuoTerm[Enum.GetNames<T>().Length];

        public DuoTerm this[T key]
        {
            get => _terms[Unsafe.As<T, int>(ref key)];
            set => _terms[Unsafe.As<T, int>(ref key)] = value;
        }
    }
}
