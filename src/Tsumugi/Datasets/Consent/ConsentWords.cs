using Tsumugi.Ethics;
using Tsumugi.Hub.Language;

namespace Tsumugi.Datasets.Consent;

/// <summary>Questions as consent forms put them.</summary>
internal static class ConsentWords
{
    public static Words Of(Permission scope) => scope switch
    {
        Permission.GeneralResearch => new("研究一般（病気や健康に限らない）", "Research of any kind"),
        Permission.HealthMedicalBiomedical => new("健康・医療・生物医学の研究", "Research on health, medicine or biology"),
        Permission.DiseaseSpecific => new("示された病気の研究だけ", "Research on named diseases only"),
        Permission.PopulationOrigins => new("集団の起源や祖先の研究だけ", "Research on origins and ancestry only"),
        _ => new("研究以外も含めて、何にでも", "Anything, research or not"),
    };

    public static Words Of(string question) => question switch
    {
        "companies" => new("企業などの営利機関も利用できる", "Companies and other for-profit organisations may use it"),
        "commercial" => new("製品の開発など、商用の目的にも利用できる", "It may be used commercially, for example to develop products"),
        "methods" => new("解析手法やソフトウェアの開発にも利用できる", "It may be used to develop methods and software"),
        "ancestry" => new("集団の起源や祖先の研究にも利用できる", "It may be used to study origins and ancestry"),
        "care" => new("研究だけでなく、診療にも利用できる", "It may be used for clinical care, too"),
        "genetic" => new("遺伝子やゲノムの研究に限る", "Genetic studies only"),
        "committee" => new("利用する機関の倫理審査委員会の承認が要る", "An ethics committee must approve each use"),
        "published" => new("成果を公表することを約束している", "It promises that results are published"),
        "together" => new("データを集めた研究者との共同研究で使う", "It is used together with those who collected it"),
        "returned" => new("作られたデータを、集めた機関に戻すことを約束している", "It promises that derived data come back"),
        _ => new("個人を特定しようとしないことを約束している", "It promises that nobody tries to find out who took part"),
    };
}
